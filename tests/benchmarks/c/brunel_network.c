/* Brunel's (2000) network in its asynchronous irregular state: 8000 excitatory and 2000 inhibitory neurons whose
   potential jumps when a spike arrives, connected with probability 0.1 (10 million synapses), J = 0.125 mV, g = 5,
   external events at 16 kHz, delay 1.5 ms, 1 s in exact steps of 0.1 ms. External events by inversion at one xorshift number a
   neuron and step, which gcc vectorises. Wiring is not timed. */
#include "report.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define EXCITATORY 8000
#define NEURONS 10000
#define MOST_SYNAPSES 10200000
#define RING 16
#define DELAY 15
#define MOST_EVENTS 24

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
    static double v[NEURONS], ring[RING][NEURONS], held_until[NEURONS];
    static uint32_t draw[NEURONS], bound[MOST_EVENTS];
    static int begin[NEURONS + 1], spiking[NEURONS];
    static unsigned char above[NEURONS];
    int *targets = malloc(MOST_SYNAPSES * sizeof(int));
    const long steps = 10000;
    const double dt = 0.1, J = 0.1 * 1000 / 800, g = 5, V_th = 20, V_r = 10, t_ref = 2, decay = exp(-dt / 20.0);
    const double p = 0.1, mean = 16.0 * dt;
    double term = exp(-mean), sum = 0;
    for (int c = 0; c < MOST_EVENTS; c++) {
        sum += term;
        term *= mean / (c + 1);
        bound[c] = sum * 4294967296.0 < 4294967295.0 ? (uint32_t)(sum * 4294967296.0) : 4294967295u;
    }
    int n = 0;
    for (int i = 0; i < NEURONS; i++) {
        begin[i] = n;
        for (double at = floor(log(uniform()) / log1p(-p)); at < NEURONS; at += 1 + floor(log(uniform()) / log1p(-p)))
            if ((int)at != i)
                targets[n++] = (int)at;
        v[i] = V_th * uniform();
        draw[i] = 1 + (uint32_t)(4294967294.0 * uniform());
        held_until[i] = -1;
    }
    begin[NEURONS] = n;

    long spikes = 0;
    double start = seconds();
    for (long k = 0; k < steps; k++) {
        const double t = (k - 0.001) * dt;
        double *arrived = ring[k % RING], *later = ring[(k + DELAY) % RING];
        for (int i = 0; i < NEURONS; i++) {
            uint32_t x = draw[i];
            x ^= x << 13;
            x ^= x >> 17;
            x ^= x << 5;
            draw[i] = x;
            int events = 0;
            for (int c = 0; c < MOST_EVENTS; c++)
                events += x >= bound[c];
            double moved = v[i] * decay + arrived[i] + J * events;
            v[i] = t < held_until[i] ? v[i] : moved;
            arrived[i] = 0;
            above[i] = v[i] > V_th;
        }
        int found = 0;
        for (int i = 0; i < NEURONS; i++)
            if (above[i])
                spiking[found++] = i;
        for (int s = 0; s < found; s++) {
            int i = spiking[s];
            double w = i < EXCITATORY ? J : -g * J;
            v[i] = V_r;
            held_until[i] = (k + 1) * dt + t_ref;
            for (int j = begin[i]; j < begin[i + 1]; j++)
                later[targets[j]] += w;
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
