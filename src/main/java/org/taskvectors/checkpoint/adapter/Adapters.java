package org.taskvectors.checkpoint.adapter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.adapter.FactorKey.Part;
import org.taskvectors.file.Failure;

/// Recognises adapters and opens them.
public final class Adapters {
    /// The name of PEFT's weight files without its ending.
    public static final String WEIGHTS = "adapter_model";

    /// The name of PEFT's configuration beside them.
    public static final String CONFIG = "adapter_config.json";

    private Adapters() {}

    /// Returns `files` as an adapter if it is one: PEFT's names with its configuration beside them,
    /// or LoRA factors by their keys. Otherwise returns `files` itself. The result owns `files`,
    /// which is closed if this fails.
    ///
    /// @throws Failure if it is an adapter of another method, or if configuration and factors do
    ///   not fit
    public static Checkpoint over(Checkpoint files, OpenOptions options) throws Failure {
        try {
            Optional<Path> configuration = configuration(files);
            if (configuration.isEmpty() && !holdsFactors(files)) {
                return files;
            }
            Optional<LoraConfig> config = Optional.empty();
            if (configuration.isPresent()) {
                config = Optional.of(LoraConfigReader.read(configuration.get()));
            }
            Path path =
                    files.about().weightFiles().stream().findFirst().orElse(Path.of(files.name()));
            FactorReader reader = new FactorReader(files);
            return new AdapterCheckpoint(
                    files,
                    config,
                    options,
                    AdapterLayout.of(files, path, config, options),
                    new FactorCache(reader::read),
                    null);
        } catch (Failure | RuntimeException | Error e) {
            files.close();
            throw e;
        }
    }

    /// Returns the configurations that affect the numbers of `path`, a file or a folder; at most
    /// one.
    public static List<Path> configurations(Path path) {
        boolean folder = Files.isDirectory(path);
        boolean named = folder || String.valueOf(path.getFileName()).startsWith(WEIGHTS);
        Path configuration = folder ? path.resolve(CONFIG) : path.resolveSibling(CONFIG);
        return named && Files.isRegularFile(configuration) ? List.of(configuration) : List.of();
    }

    /// Returns the names of the adapters in `files`, a checkpoint opened as it is stored; empty if
    /// its keys name none.
    public static List<String> names(Checkpoint files) {
        return files.tensors().stream()
                .map(tensor -> FactorKey.of(tensor.name()).adapter())
                .filter(name -> !name.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    private static Optional<Path> configuration(Checkpoint files) {
        List<Path> weights = files.about().weightFiles();
        boolean named =
                !weights.isEmpty()
                        && weights.stream()
                                .allMatch(
                                        file ->
                                                String.valueOf(file.getFileName())
                                                        .startsWith(WEIGHTS));
        return named
                ? Optional.of(weights.getFirst().resolveSibling(CONFIG)).filter(Files::exists)
                : Optional.empty();
    }

    /// Whether a module has both its factors. A vector that this program wrote has provenance and
    /// is no adapter, whatever it was made of.
    private static boolean holdsFactors(Checkpoint files) {
        if (files.about().metadata().containsKey("task_vector")) {
            return false;
        }
        Map<String, Integer> found = new LinkedHashMap<>();
        for (Tensor tensor : files.tensors()) {
            if (!tensor.name().contains("lora_")) {
                continue;
            }
            FactorKey key = FactorKey.of(tensor.name());
            if (key.part() == Part.A || key.part() == Part.EMBEDDING_A) {
                found.merge(key.module(), 1, (x, y) -> x | y);
            } else if (key.part() == Part.B || key.part() == Part.EMBEDDING_B) {
                found.merge(key.module(), 2, (x, y) -> x | y);
            }
        }
        return found.containsValue(3);
    }
}
