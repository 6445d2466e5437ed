/* An f-I curve: 64 Hodgkin-Huxley neurons, 0 to 20 uA/cm2, 1 s each in Runge-Kutta steps of 0.01 ms, spikes counted. */
#include "hodgkin_huxley.h"
#include "report.h"

#define NEURONS 64

int main(void)
{
    static double v[NEURONS], m[NEURONS], h[NEURONS], n[NEURONS], current[NEURONS];
    static long counts[NEURONS];
    const long steps = 100000;
    const double dt = 0.01;
    for (int i = 0; i < NEURONS; i++) {
        v[i] = -65.0;
        m[i] = steady(alpha_m(v[i]), beta_m(v[i]));
        h[i] = steady(alpha_h(v[i]), beta_h(v[i]));
        n[i] = steady(alpha_n(v[i]), beta_n(v[i]));
        current[i] = 20.0 * i / (NEURONS - 1);
    }

    double start = seconds();
    for (long k = 0; k < steps; k++)
        for (int i = 0; i < NEURONS; i++) {
            double vi = v[i], mi = m[i], hi = h[i], ni = n[i], before = vi;
            hh_step(&vi, &mi, &hi, &ni, current[i], dt);
            counts[i] += (before < 0.0) & (vi >= 0.0);
            v[i] = vi;
            m[i] = mi;
            h[i] = hi;
            n[i] = ni;
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
