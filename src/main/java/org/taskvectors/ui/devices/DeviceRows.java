package org.taskvectors.ui.devices;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.accelerator.Devices;
import org.taskvectors.accelerator.Discovery;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.tensor.Device;

/// The answers to the question where jobs run, in words.
final class DeviceRows {
    private DeviceRows() {}

    /// @param chosen what holds, also where it is not on this machine any more
    /// @param threads of the processor
    /// @param isLooking whether the machine is still being looked at
    static List<DeviceRow> of(
            Devices devices, DeviceChoice chosen, int threads, boolean isLooking) {
        Discovery found = devices.found();
        List<DeviceRow> rows = new ArrayList<>();
        rows.add(new DeviceRow(DeviceChoice.AUTOMATIC, "Automatic", automatic(devices), true));
        rows.add(
                new DeviceRow(
                        DeviceChoice.PROCESSOR,
                        Device.CPU.label(),
                        "The program’s own kernels, with " + threads(threads) + ".",
                        true));
        List<Accelerator> usable = usable(found);
        Stream.concat(found.devices().stream(), usable.stream())
                .distinct()
                .map(
                        device ->
                                new DeviceRow(
                                        DeviceChoice.of(device),
                                        name(device),
                                        remark(device, found),
                                        usable.contains(device)))
                .forEach(rows::add);
        if (rows.stream().noneMatch(row -> row.choice().equals(chosen))) {
            rows.add(
                    new DeviceRow(
                            chosen,
                            chosen.id(),
                            isLooking
                                    ? "Chosen. The machine is being looked at…"
                                    : "Chosen, but not found on this machine: jobs run on the CPU.",
                            false));
        }
        return List.copyOf(rows);
    }

    /// What jobs can run on: the processor through libtorch last, where there is libtorch.
    static List<Accelerator> usable(Discovery found) {
        Stream<Accelerator> libtorch = found.libtorch().map(_ -> Accelerator.OF_LIBTORCH).stream();
        return Stream.concat(found.usable().stream(), libtorch).distinct().toList();
    }

    /// `8 threads`
    static String threads(int threads) {
        return threads + (threads == 1 ? " thread" : " threads");
    }

    /// `GPU 0 · NVIDIA H200`
    static String name(Accelerator device) {
        return device.name().isBlank() || device.kind() == Accelerator.Kind.LIBTORCH
                ? device.label()
                : device.label() + " · " + device.name();
    }

    private static String automatic(Devices devices) {
        String where = "Each job runs where it is estimated to end sooner";
        if (devices.found().usable().isEmpty()) {
            return where + ". Here that is the CPU.";
        }
        return where
                + "."
                + devices.last()
                        .map(
                                last ->
                                        " The last one ran on "
                                                + last.label()
                                                + (last.reason().isBlank() ? "" : ": ")
                                                + last.reason()
                                                + ".")
                        .orElse("");
    }

    private static String remark(Accelerator device, Discovery found) {
        return switch (device.kind()) {
            case APPLE -> "Found, not used: it has no float64.";
            case LIBTORCH ->
                    "PyTorch’s library on the processor: does what a GPU would do, slower. For"
                            + " trials.";
            case CUDA ->
                    found.problem().isPresent()
                            ? "Found, not used: " + found.problem().get().what() + "."
                            : device.memory() > 0
                                    ? Amounts.bytes(device.memory())
                                            + " of its own memory. Every job that it can do runs"
                                            + " there."
                                    : "Every job that it can do runs there.";
        };
    }
}
