package org.taskvectors.training;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.extraction.lora.LoraModules;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.WeightPlan;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.inference.gradient.TrainedTensor;
import org.taskvectors.saving.AdapterFolder;
import org.taskvectors.saving.PeftConfig;
import org.taskvectors.tensor.DType;

/// Writes trained factors as an adapter that PEFT loads: float32, by the names that PEFT saves
/// (`utils/save_and_load.py`, `get_peft_model_state_dict`), and its configuration. Magnitudes of
/// DoRA have no `.weight` there.
final class AdapterWriter {
    private static final String PREFIX = "base_model.model.";
    private static final String WEIGHT = ".weight";

    private final TrainedPlan plan;
    private final List<Tensor> tensors = new ArrayList<>();
    private final Map<String, String> metadata = new TreeMap<>();
    private final byte[] config;

    /// @param model the base
    /// @param program name and version of this program
    AdapterWriter(
            Checkpoint base,
            WeightPlan model,
            TrainedPlan plan,
            Adaptation adaptation,
            String program) {
        this.plan = plan;
        Map<String, String> paths = LoraModules.paths(base);
        Set<String> modules = new TreeSet<>();
        for (TrainedTensor tensor : plan.tensors()) {
            String name = tensor.slot().name();
            String module = paths.getOrDefault(name, withoutWeight(name));
            modules.add(module);
            tensors.add(new Tensor(PREFIX + module + ending(tensor), DType.F32, tensor.shape()));
        }
        metadata.put("format", "pt");
        metadata.put("program", program);
        config =
                new PeftConfig()
                        .write(
                                new PeftConfig.Trained(
                                        plan.rank(),
                                        adaptation.alpha(),
                                        plan.dropout(),
                                        adaptation.isRankStabilised(),
                                        plan.method() == Method.DORA,
                                        targets(modules, base, paths)),
                                model.isTransposed(),
                                base.about()
                                        .companionFolder()
                                        .or(base::path)
                                        .map(AdapterWriter::place));
    }

    /// Where the base lies, as PEFT says it of a model that was loaded from a folder.
    private static String place(Path base) {
        return base.toAbsolutePath().normalize().toString();
    }

    private static String ending(TrainedTensor tensor) {
        return switch (tensor.part()) {
            case A -> ".lora_A.weight";
            case B -> ".lora_B.weight";
            case MAGNITUDE -> ".lora_magnitude_vector";
            case WHOLE -> throw new IllegalStateException("whole weights are no factors");
        };
    }

    private static String withoutWeight(String name) {
        return name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : name;
    }

    /// Returns what PEFT finds the modules by: `q_proj` means every module whose path ends so, so a
    /// last name is enough unless the base has another module that ends with it.
    ///
    /// @param paths of linear modules by the names of their weights
    static List<String> targets(Set<String> modules, Checkpoint base, Map<String, String> paths) {
        Set<String> others = new HashSet<>();
        for (Tensor tensor : base.tensors()) {
            String name = tensor.name();
            if (name.endsWith(WEIGHT)) {
                others.add(paths.getOrDefault(name, withoutWeight(name)));
            }
        }
        others.removeAll(modules);
        Set<String> taken = new HashSet<>();
        others.forEach(module -> taken.add(last(module)));
        Set<String> targets = new TreeSet<>();
        for (String module : modules) {
            targets.add(taken.contains(last(module)) ? module : last(module));
        }
        return List.copyOf(targets);
    }

    private static String last(String module) {
        return module.substring(module.lastIndexOf('.') + 1);
    }

    /// Returns about how many bytes the folder takes.
    long bytes() {
        return AdapterFolder.bytes(tensors, metadata) + config.length;
    }

    /// Writes the adapter, the configuration last, which makes the folder one.
    ///
    /// @return bytes of the folder's two files
    /// @throws Failure if it cannot be written
    long write(Path folder, TrainedState state) throws Failure {
        AtomicFile.requireSpace(
                folder.resolve(AdapterFolder.WEIGHTS),
                folder,
                bytes(),
                "the adapter",
                "Free some space; the run can be gone on with then");
        try (AdapterFolder files = AdapterFolder.begin(folder, tensors, metadata)) {
            for (int i = 0; i < tensors.size(); i++) {
                MemorySegment numbers = state.numbers(plan.tensors().get(i));
                files.write(tensors.get(i), numbers);
            }
            files.commit(config);
            return files.size() + config.length;
        }
    }
}
