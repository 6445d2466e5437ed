/* A benchmark's clock and its one line of output, which the runner reads. The clock counts this program's processor time:
   what others do on the machine is not in it. */
#ifndef REPORT_H
#define REPORT_H

#include <stdio.h>
#include <time.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec + 1e-9 * now.tv_nsec;
}

/* `checksum` is any value that depends on the last state, so that nothing can be optimised away. */
static void report(long spikes, double elapsed, double neuron_steps, double checksum)
{
    printf("spikes %ld seconds %.9f neuron_steps %.0f checksum %.17g\n", spikes, elapsed, neuron_steps, checksum);
}

#endif
