// Tests that may run side by side wait for limits of time, not for the processor.
[assembly: LevelOfParallelism(8)]
