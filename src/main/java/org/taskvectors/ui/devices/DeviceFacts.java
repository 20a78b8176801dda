package org.taskvectors.ui.devices;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.Discovery;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.common.HomePath;

/// What was found on this machine, in words.
final class DeviceFacts {
    private DeviceFacts() {}

    static List<Fact> of(Discovery found) {
        List<Fact> facts = new ArrayList<>();
        found.driver().ifPresent(driver -> facts.add(fact("Driver", "NVIDIA " + driver)));
        for (Accelerator device : found.devices()) {
            String memory = device.memory() > 0 ? " · " + Amounts.bytes(device.memory()) : "";
            facts.add(fact("Device", DeviceRows.name(device) + memory));
        }
        found.libtorch().ifPresent(libtorch -> add(libtorch, facts));
        found.problem()
                .ifPresent(
                        problem -> facts.add(new Fact("Problem", FailureWords.of(problem), "bad")));
        return List.copyOf(facts);
    }

    private static void add(Discovery.Libtorch libtorch, List<Fact> facts) {
        facts.add(
                fact(
                        "libtorch",
                        words(libtorch) + (libtorch.isOwn() ? " · the program’s own" : "")));
        facts.add(new Fact("Folder", HomePath.of(libtorch.folder()), "mono"));
        facts.add(
                libtorch.fits()
                        ? new Fact("Binding", "made for " + libtorch.jni() + ": it fits", "good")
                        : new Fact(
                                "Binding",
                                "made for " + libtorch.jni() + ": it does not fit",
                                "bad"));
    }

    /// `2.7.1 · cu128`
    static String words(Discovery.Libtorch libtorch) {
        return libtorch.flavor().isBlank()
                ? libtorch.version()
                : libtorch.version() + " · " + libtorch.flavor();
    }

    /// What is missing for a GPU, and what to do; empty where there is one.
    static Optional<String> missing(Discovery found) {
        if (found.devices().stream().anyMatch(d -> d.kind() == Accelerator.Kind.CUDA)) {
            return Optional.empty();
        }
        String none = "No NVIDIA GPU was found on this machine. ";
        String cpu = "Everything runs on the CPU.";
        if (found.devices().stream().anyMatch(d -> d.kind() == Accelerator.Kind.APPLE)) {
            return Optional.of(none + cpu); // Such machines have no place for one.
        }
        return Optional.of(
                none
                        + found.driver()
                                .map(
                                        driver ->
                                                "Its driver ("
                                                        + driver
                                                        + ") is there, and names no device: see"
                                                        + " whether nvidia-smi does, then look"
                                                        + " again.")
                                .orElse(
                                        cpu
                                                + " If there is one, install NVIDIA’s driver, then"
                                                + " look again."));
    }

    /// How to get libraries with CUDA.
    static String how(Discovery found) {
        String version = found.libtorch().map(libtorch -> " " + libtorch.jni()).orElse("");
        return "For an NVIDIA GPU, install PyTorch"
                + version
                + " with CUDA 12.8 in any Python, or download libtorch"
                + version
                + " for CUDA 12.8 (cu128) from pytorch.org and unpack it. Then choose its torch or"
                + " libtorch folder here; the program itself downloads nothing.";
    }

    private static Fact fact(String name, String value) {
        return new Fact(name, value, "plain");
    }
}
