package org.taskvectors.ui.devices;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.accelerator.Devices;
import org.taskvectors.accelerator.Discovery;
import org.taskvectors.accelerator.Verdict;
import org.taskvectors.job.Job;
import org.taskvectors.tensor.Device;
import org.taskvectors.ui.common.Tag;

/// What the header's tag says.
final class DeviceWords {
    private DeviceWords() {}

    /// @param chosen what holds
    /// @param threads of the processor
    /// @param isLooking whether the machine is still being looked at
    /// @param unfinished the jobs that wait or run
    static TagShown tag(
            Devices devices,
            DeviceChoice chosen,
            int threads,
            boolean isLooking,
            List<Job<?>> unfinished) {
        List<Accelerator> busy = devices.busy();
        return busy.isEmpty()
                ? idle(devices, chosen, threads, isLooking)
                : busy(devices, busy, unfinished);
    }

    private static TagShown busy(Devices devices, List<Accelerator> busy, List<Job<?>> unfinished) {
        List<Job<?>> there =
                unfinished.stream()
                        .filter(job -> job.state() == Job.State.RUNNING)
                        .filter(job -> runsOnOneOf(job, busy))
                        .toList();
        String where = busy.stream().map(Accelerator::label).collect(Collectors.joining(", "));
        String what = there.isEmpty() ? "busy" : there.getFirst().title();
        Stream<String> jobs =
                there.stream().map(job -> job.title() + ": on " + job.progress().runsOn() + ".");
        return new TagShown(where + " · " + what, lines(jobs, reason(devices)), Tag.Kind.ACCENT);
    }

    private static boolean runsOnOneOf(Job<?> job, List<Accelerator> busy) {
        return busy.stream().anyMatch(device -> device.label().equals(job.progress().runsOn()));
    }

    private static TagShown idle(
            Devices devices, DeviceChoice chosen, int threads, boolean isLooking) {
        Discovery found = devices.found();
        String cpu = Device.CPU.label() + " · " + DeviceRows.threads(threads);
        if (chosen.isProcessor()) {
            return tag(cpu, devices, "Every job runs on the processor, as chosen.");
        }
        if (chosen.isAutomatic()) {
            if (found.usable().isEmpty()) {
                return tag(cpu, devices, "Every job runs on the processor.");
            }
            String where =
                    devices.last()
                            .map(Verdict::label)
                            .orElseGet(
                                    () ->
                                            Device.CPU.label()
                                                    + " or "
                                                    + found.usable().getFirst().label());
            return tag(
                    where + " · automatic",
                    devices,
                    "Each job runs where it is estimated to end sooner.");
        }
        Optional<Accelerator> usable = named(chosen, DeviceRows.usable(found));
        if (usable.isPresent()) {
            return tag(
                    usable.get().label(),
                    devices,
                    "Every job that it can do runs on " + usable.get().name() + ", as chosen.");
        }
        String name = named(chosen, found.devices()).map(Accelerator::label).orElse(chosen.id());
        return isLooking
                ? tag(name + " · looking", devices, "The machine is being looked at.")
                : new TagShown(
                        Device.CPU.label() + " · no " + name,
                        lines(
                                Stream.of(
                                        name
                                                + " is chosen and cannot be used: jobs run on the"
                                                + " CPU."),
                                found.problem().map(problem -> sentence(problem.what()))),
                        Tag.Kind.WARNING);
    }

    private static TagShown tag(String text, Devices devices, String what) {
        return new TagShown(text, lines(Stream.of(what), reason(devices)), Tag.Kind.NEUTRAL);
    }

    private static Optional<Accelerator> named(DeviceChoice chosen, List<Accelerator> devices) {
        return devices.stream().filter(d -> DeviceChoice.of(d).equals(chosen)).findFirst();
    }

    /// Why the last job ran where it ran.
    private static Optional<String> reason(Devices devices) {
        return devices.last()
                .filter(last -> !last.reason().isBlank())
                .map(last -> sentence(last.label() + ": " + last.reason()));
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    private static String lines(Stream<String> first, Optional<String> last) {
        return Stream.concat(first, last.stream()).collect(Collectors.joining("\n"));
    }
}
