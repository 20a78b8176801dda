package org.taskvectors.accelerator;

/// Where a person wants jobs to run.
///
/// @param id `automatic`, `processor`, or an accelerator's [Accelerator#id]
public record DeviceChoice(String id) {
    /// Each job runs where it is estimated to end sooner.
    public static final DeviceChoice AUTOMATIC = new DeviceChoice("automatic");

    /// All jobs run on the processor, by the program's own kernels.
    public static final DeviceChoice PROCESSOR = new DeviceChoice("processor");

    /// Returns the choice of one accelerator for every job that it can do.
    public static DeviceChoice of(Accelerator accelerator) {
        return new DeviceChoice(accelerator.id());
    }

    public boolean isAutomatic() {
        return equals(AUTOMATIC);
    }

    public boolean isProcessor() {
        return equals(PROCESSOR);
    }
}
