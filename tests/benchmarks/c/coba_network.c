/* The COBA network of Vogels & Abbott (2005) as in Brette et al (2007): 3200 excitatory and 800 inhibitory neurons with
   conductance synapses, connected with probability 0.02, no delay beyond the step, 1 s in exponential Euler steps of
   0.1 ms. Neurons in one vectorised loop, then the spikes' rows. Wiring is not timed. */
#include "report.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define EXCITATORY 3200
#define NEURONS 4000
#define MOST_SYNAPSES 500000

static uint64_t seed = 88172645463325252ull;

static double uniform(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return ((seed >> 11) + 0.5) / 9007199254740992.0;
}

int main(void)
{
    static double v[NEURONS], ge[NEURONS], gi[NEURONS], held_until[NEURONS];
    static int begin[NEURONS + 1], targets[MOST_SYNAPSES], spiking[NEURONS];
    static unsigned char above[NEURONS];
    const long steps = 10000;
    const double dt = 0.1, C = 200, gL = 10, EL = -60, Ee = 0, Ei = -80, V_th = -50, V_r = -60, t_ref = 5;
    const double we = 6, wi = 67, decay_e = exp(-dt / 5.0), decay_i = exp(-dt / 10.0), p = 0.02;
    int n = 0;
    for (int i = 0; i < NEURONS; i++) {
        begin[i] = n;
        for (double at = floor(log(uniform()) / log1p(-p)); at < NEURONS; at += 1 + floor(log(uniform()) / log1p(-p)))
            if ((int)at != i)
                targets[n++] = (int)at;
        v[i] = -80 + 25 * uniform();
        ge[i] = 14 + 52 * uniform();
        gi[i] = 400 * uniform();
        held_until[i] = -1;
    }
    begin[NEURONS] = n;

    long spikes = 0;
    double start = seconds();
    for (long k = 0; k < steps; k++) {
        const double t = (k - 0.001) * dt;
        for (int i = 0; i < NEURONS; i++) {
            double rate = (gL + ge[i] + gi[i]) / C;
            double slope = (gL * (EL - v[i]) + ge[i] * (Ee - v[i]) + gi[i] * (Ei - v[i])) / C;
            double moved = v[i] + slope * (1.0 - exp(-dt * rate)) / rate;
            v[i] = t < held_until[i] ? v[i] : moved;
            ge[i] *= decay_e;
            gi[i] *= decay_i;
            above[i] = v[i] > V_th;
        }
        int found = 0;
        for (int i = 0; i < NEURONS; i++)
            if (above[i])
                spiking[found++] = i;
        for (int s = 0; s < found; s++) {
            int i = spiking[s];
            v[i] = V_r;
            held_until[i] = (k + 1) * dt + t_ref;
            double *g = i < EXCITATORY ? ge : gi, w = i < EXCITATORY ? we : wi;
            for (int j = begin[i]; j < begin[i + 1]; j++)
                g[targets[j]] += w;
        }
        spikes += found;
    }
    double elapsed = seconds() - start;

    double checksum = 0.0;
    for (int i = 0; i < NEURONS; i++)
        checksum += v[i];
    report(spikes, elapsed, (double)steps * NEURONS, checksum);
    return 0;
}
