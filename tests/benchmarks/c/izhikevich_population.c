/* 10,000 uncoupled Izhikevich neurons (regular spiking) at 0 to 20 units of current, 1 s in Euler steps of 0.1 ms,
   spikes counted. Neurons do not meet, so each block of them runs through all steps while its state stays in
   the first cache. */
#include "report.h"

#define NEURONS 10000
#ifndef BLOCK
#define BLOCK 100
#endif

int main(void)
{
    static double current[NEURONS], v[NEURONS], u[NEURONS];
    static long counts[NEURONS];
    const long steps = 10000;
    const double dt = 0.1, a = 0.02, b = 0.2, c = -65.0, d = 8.0;
    for (int i = 0; i < NEURONS; i++) {
        current[i] = 20.0 * i / (NEURONS - 1);
        v[i] = -65.0;
        u[i] = b * v[i];
    }

    double start = seconds();
    for (int first = 0; first < NEURONS; first += BLOCK)
        for (long k = 0; k < steps; k++)
            for (int i = first; i < first + BLOCK; i++) {
                double vi = v[i], ui = u[i];
                double dv = 0.04 * vi * vi + 5.0 * vi + 140.0 - ui + current[i];
                double du = a * (b * vi - ui);
                vi += dt * dv;
                ui += dt * du;
                int spike = vi >= 30.0;
                counts[i] += spike;
                v[i] = spike ? c : vi;
                u[i] = spike ? ui + d : ui;
            }
    double elapsed = seconds() - start;

    long spikes = 0;
    double checksum = 0.0;
    for (int i = 0; i < NEURONS; i++) {
        spikes += counts[i];
        checksum += v[i];
    }
    report(spikes, elapsed, (double)steps * NEURONS, checksum);
    return 0;
}
