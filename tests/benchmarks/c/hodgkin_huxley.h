/* The Hodgkin-Huxley squid axon (rest at -65 mV) and one classical Runge-Kutta step of it.
   mV, ms, uF/cm2, mS/cm2, uA/cm2. Written so that a loop over neurons around `hh_step` vectorises. */
#ifndef HODGKIN_HUXLEY_H
#define HODGKIN_HUXLEY_H

#include <math.h>

/* x / (exp(x) - 1), whose value at 0 is 1. */
static inline double x_over_expm1(double x)
{
    double e = exp(x) - 1.0;
    return fabs(x) < 1e-7 ? 1.0 - 0.5 * x : x / e;
}

static inline double alpha_m(double v) { return x_over_expm1(-0.1 * (v + 40.0)); }
static inline double beta_m(double v)  { return 4.0 * exp(-(v + 65.0) / 18.0); }
static inline double alpha_h(double v) { return 0.07 * exp(-(v + 65.0) / 20.0); }
static inline double beta_h(double v)  { return 1.0 / (1.0 + exp(-0.1 * (v + 35.0))); }
static inline double alpha_n(double v) { return 0.1 * x_over_expm1(-0.1 * (v + 55.0)); }
static inline double beta_n(double v)  { return 0.125 * exp(-(v + 65.0) / 80.0); }

static inline double steady(double alpha, double beta) { return alpha / (alpha + beta); }

static inline void hh_slope(double v, double m, double h, double n, double current,
                            double *dv, double *dm, double *dh, double *dn)
{
    double n2 = n * n;
    *dv = current - 120.0 * m * m * m * h * (v - 50.0) - 36.0 * n2 * n2 * (v + 77.0) - 0.3 * (v + 54.387);
    *dm = alpha_m(v) * (1.0 - m) - beta_m(v) * m;
    *dh = alpha_h(v) * (1.0 - h) - beta_h(v) * h;
    *dn = alpha_n(v) * (1.0 - n) - beta_n(v) * n;
}

static inline void hh_step(double *v, double *m, double *h, double *n, double current, double dt)
{
    double v1, m1, h1, n1, v2, m2, h2, n2, v3, m3, h3, n3, v4, m4, h4, n4;
    double half = 0.5 * dt, sixth = dt / 6.0;
    hh_slope(*v, *m, *h, *n, current, &v1, &m1, &h1, &n1);
    hh_slope(*v + half * v1, *m + half * m1, *h + half * h1, *n + half * n1, current, &v2, &m2, &h2, &n2);
    hh_slope(*v + half * v2, *m + half * m2, *h + half * h2, *n + half * n2, current, &v3, &m3, &h3, &n3);
    hh_slope(*v + dt * v3, *m + dt * m3, *h + dt * h3, *n + dt * n3, current, &v4, &m4, &h4, &n4);
    *v += sixth * (v1 + 2.0 * (v2 + v3) + v4);
    *m += sixth * (m1 + 2.0 * (m2 + m3) + m4);
    *h += sixth * (h1 + 2.0 * (h2 + h3) + h4);
    *n += sixth * (n1 + 2.0 * (n2 + n3) + n4);
}

#endif
