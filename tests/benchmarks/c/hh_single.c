/* One Hodgkin-Huxley neuron at 10 uA/cm2: 100,000 Runge-Kutta steps of 0.01 ms, every voltage kept. */
#include <stdlib.h>
#include "hodgkin_huxley.h"
#include "report.h"

int main(void)
{
    const long steps = 100000;
    const double dt = 0.01, current = 10.0;
    double *trace = malloc((steps + 1) * sizeof *trace);
    if (!trace) return 1;
    for (long k = 0; k <= steps; k++) trace[k] = 0.0; /* the pages are there before the clock starts */

    double v = -65.0;
    double m = steady(alpha_m(v), beta_m(v)), h = steady(alpha_h(v), beta_h(v)), n = steady(alpha_n(v), beta_n(v));
    long spikes = 0;

    double start = seconds();
    trace[0] = v;
    for (long k = 1; k <= steps; k++) {
        double before = v;
        hh_step(&v, &m, &h, &n, current, dt);
        spikes += before < 0.0 && v >= 0.0;
        trace[k] = v;
    }
    double elapsed = seconds() - start;

    report(spikes, elapsed, (double)steps, trace[steps]);
    free(trace);
    return 0;
}
