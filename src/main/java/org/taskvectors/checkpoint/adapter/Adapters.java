package org.taskvectors.checkpoint.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.adapter.FactorKey.Part;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.Numbers;

/// Recognises adapters and opens them.
public final class Adapters {
    /// The name of PEFT's weight files without its ending.
    public static final String WEIGHTS = "adapter_model";

    /// The name of PEFT's and MLX's configuration beside them.
    public static final String CONFIG = "adapter_config.json";

    /// Files that the configuration beside them belongs to: PEFT's `adapter_model.safetensors`,
    /// MLX's `adapters.safetensors` and `0000100_adapters.safetensors`, torchtune's `adapter_0.pt`.
    private static final Pattern CONFIGURED =
            Pattern.compile("adapter_model.*|adapter_\\d+\\..*|(?:\\d+_)?adapters\\..*");

    private Adapters() {}

    /// Returns `files` as an adapter if it is one: files of adapters' names with their
    /// configuration beside them, or LoRA factors by their keys. Otherwise returns `files` itself.
    /// The result owns `files`, which is closed if this fails.
    ///
    /// @throws Failure if configuration and factors do not fit, or if there are no tensors
    public static Checkpoint over(Checkpoint files, OpenOptions options) throws Failure {
        try {
            return opened(files, options);
        } catch (Failure | RuntimeException | Error e) {
            files.close();
            throw e;
        }
    }

    private static Checkpoint opened(Checkpoint files, OpenOptions options) throws Failure {
        Path path = files.about().weightFiles().stream().findFirst().orElse(Path.of(files.name()));
        Optional<Path> configuration = configuration(files);
        Map<String, LoraConfig> configs = new LinkedHashMap<>();
        Map<String, String> metadata = files.about().metadata();
        Optional<OtherMethod> other = Optional.empty();
        if (configuration.isPresent()) {
            JsonNode root = ConfigJson.read(configuration.get());
            if (LoraConfigReader.isMlx(root)) {
                if (root.path("fine_tune_type").asText().equals("full")) {
                    return files;
                }
                configs.put("", LoraConfigReader.mlx(configuration.get(), root));
            } else {
                other = OtherMethods.ofConfiguration(root);
                if (other.isEmpty()) {
                    configs.put("", LoraConfigReader.peft(configuration.get(), root));
                }
            }
            requireTensors(files, path);
        } else if (!holdsFactors(files)) {
            other = ofKeys(files);
            if (other.isEmpty()) {
                return files;
            }
        } else {
            configs.putAll(Settings.ofMetadata(path, metadata));
            other = LlamaCpp.other(metadata);
        }
        if (other.isEmpty()) {
            other = adaLora(files);
        }
        if (other.isPresent()) {
            return new UnreadAdapter(files, options, other.get(), path);
        }
        Checkpoint laid = RelaidFactors.over(files);
        ModuleTensors found = ModuleTensors.of(laid, path, options);
        Settings settings = new Settings(configs, alphas(files, found, path), options.scale());
        AdapterLayout layout = AdapterLayout.of(path, settings, laid, found);
        if (layout.changes().isEmpty() && layout.incomplete().isEmpty()) {
            throw noTensors(path, "none of its tensors changes anything of a base");
        }
        FactorReader reader = new FactorReader(laid);
        return new AdapterCheckpoint(laid, options, layout, new FactorCache(reader::read), null);
    }

    private static void requireTensors(Checkpoint files, Path path) throws Failure {
        if (files.tensors().isEmpty()) {
            throw noTensors(path, "there is no tensor in it");
        }
    }

    private static Failure noTensors(Path path, String what) {
        return Failure.of(
                AdapterProblem.NO_TENSORS,
                path,
                "this adapter is empty: " + what,
                "Save the adapter again; a training that cuts the weights over several processes"
                        + " has to gather them first");
    }

    /// Reads the alphas that the file holds as tensors of a single number.
    private static Map<String, Double> alphas(Checkpoint files, ModuleTensors found, Path path)
            throws Failure {
        Map<String, Double> alphas = new HashMap<>();
        for (Map.Entry<String, Map<Part, Tensor>> entry : found.modules().entrySet()) {
            Tensor tensor = entry.getValue().get(Part.ALPHA);
            if (tensor == null) {
                continue;
            }
            double alpha = tensor.elements() == 1 ? number(files, tensor, path) : Double.NaN;
            if (!Double.isFinite(alpha) || alpha == 0) {
                throw Failure.of(
                                AdapterProblem.FACTORS_DISAGREE,
                                path,
                                "it is the alpha of a module and is "
                                        + (tensor.elements() == 1
                                                ? "no number to multiply with: " + alpha
                                                : "not one number but " + tensor.shape()),
                                "Download or save the adapter again")
                        .at("tensor " + Shown.of(tensor.name()));
            }
            alphas.put(entry.getKey(), alpha);
        }
        return alphas;
    }

    private static double number(Checkpoint files, Tensor tensor, Path path) throws Failure {
        double[] value = new double[1];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(8, 8);
            MemorySegment own = bytes.asSlice(0, tensor.bytes());
            files.read(tensor, 0, own);
            if (!tensor.dtype().isFloating()) {
                return Integers.decode(tensor.dtype(), own);
            }
            Numbers.decode(tensor.dtype(), own, 1, value);
            return value[0];
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw Failure.of(
                            AdapterProblem.FACTORS_DISAGREE,
                            path,
                            "the alpha of a module cannot be read",
                            "Download the adapter again")
                    .at("tensor " + Shown.of(tensor.name()))
                    .causedBy(e);
        }
    }

    /// Returns the adapter's name; a file with PEFT's or MLX's usual name takes the name of its
    /// folder.
    static String shownName(Checkpoint files) {
        Optional<Path> folder =
                files.path().map(Path::toAbsolutePath).map(Path::getParent).map(Path::getFileName);
        boolean usual = files.name().startsWith(WEIGHTS) || files.name().startsWith("adapters.");
        return usual && folder.isPresent() ? folder.get().toString() : files.name();
    }

    /// Returns the configurations that affect the numbers of `path`, a file or a folder; at most
    /// one.
    public static List<Path> configurations(Path path) {
        boolean folder = Files.isDirectory(path);
        boolean named = folder || isConfigured(path);
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

    private static boolean isConfigured(Path file) {
        return CONFIGURED.matcher(String.valueOf(file.getFileName())).matches();
    }

    private static Optional<Path> configuration(Checkpoint files) {
        List<Path> weights = files.about().weightFiles();
        boolean named = !weights.isEmpty() && weights.stream().allMatch(Adapters::isConfigured);
        return named
                ? Optional.of(weights.getFirst().resolveSibling(CONFIG)).filter(Files::exists)
                : Optional.empty();
    }

    /// Whether a module has both its factors. A vector that this program wrote has provenance and
    /// is no adapter, whatever it was made of.
    private static boolean holdsFactors(Checkpoint files) {
        if (isVector(files)) {
            return false;
        }
        Map<String, Integer> found = new LinkedHashMap<>();
        for (Tensor tensor : files.tensors()) {
            if (!tensor.name().contains("lora")) {
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

    private static boolean isVector(Checkpoint files) {
        return files.about().metadata().containsKey("task_vector");
    }

    /// Returns the method whose tensors are all that the file holds; empty if it holds others too.
    private static Optional<OtherMethod> ofKeys(Checkpoint files) {
        if (isVector(files)) {
            return Optional.empty();
        }
        Optional<OtherMethod> first = Optional.empty();
        for (Tensor tensor : files.tensors()) {
            Optional<OtherMethod> method = ModuleTensors.method(tensor.name());
            boolean alpha = tensor.name().endsWith(".alpha");
            if (method.isEmpty() && !alpha) {
                return Optional.empty();
            }
            first = first.or(() -> method);
        }
        return first;
    }

    /// AdaLoRA's factors have LoRA's names, and singular values beside them.
    private static Optional<OtherMethod> adaLora(Checkpoint files) {
        return files.tensors().stream()
                .flatMap(tensor -> ModuleTensors.method(tensor.name()).stream())
                .filter(method -> method.name().equals("AdaLoRA"))
                .findFirst();
    }
}
