/* A heat map of the AdEx neuron's firing: 64 currents (0 to 2000 pA) x 64 values of b (0 to 500 pA),
   1 s each in Euler steps of 0.05 ms, spikes counted. Other parameters as Brette and Gerstner (2005).
   Neurons do not meet, so each block of them runs through all steps while its state stays in the first cache. */
#include <math.h>
#include "report.h"

#define SIDE 64
#define NEURONS (SIDE * SIDE)
#ifndef BLOCK
#define BLOCK 128
#endif

int main(void)
{
    static double current[NEURONS], b[NEURONS], v[NEURONS], w[NEURONS];
    static long counts[NEURONS];
    const long steps = 20000;
    const double dt = 0.05;
    const double C = 281.0, g_L = 30.0, E_L = -70.6, V_T = -50.4, D_T = 2.0, tau_w = 144.0, a = 4.0, V_r = -70.6;
    for (int i = 0; i < NEURONS; i++) {
        current[i] = 2000.0 * (i % SIDE) / (SIDE - 1);
        b[i] = 500.0 * (i / SIDE) / (SIDE - 1);
        v[i] = E_L;
    }

    double start = seconds();
    for (int first = 0; first < NEURONS; first += BLOCK)
        for (long k = 0; k < steps; k++)
            for (int i = first; i < first + BLOCK; i++) {
                double vi = v[i], wi = w[i];
                double dv = (g_L * (E_L - vi) + g_L * D_T * exp((vi - V_T) / D_T) - wi + current[i]) / C;
                double dw = (a * (vi - E_L) - wi) / tau_w;
                vi += dt * dv;
                wi += dt * dw;
                int spike = vi > 20.0;
                counts[i] += spike;
                v[i] = spike ? V_r : vi;
                w[i] = spike ? wi + b[i] : wi;
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
