package org.taskvectors.inference;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// Reads the architecture of a model from its whole configuration.
public final class Architectures {
    /// Numbers of a GGUF file's tensor of factors; no head has more pairs.
    private static final long MOST_FACTORS = 1 << 16;

    private Architectures() {}

    /// Returns a model's dimensions and switches. Reads headers, and the factors of rotary
    /// frequencies where a GGUF file has them.
    ///
    /// @throws Failure if no decoder is known for the architecture, or if its configuration asks
    ///   for what is not computed
    public static Architecture of(Checkpoint model) throws Failure {
        return known(model).architecture();
    }

    /// What is known of a model from its configuration and its names.
    ///
    /// @param config of the language model
    record Known(Family family, ModelConfig config, Names names, Architecture architecture) {}

    static Known known(Checkpoint model) throws Failure {
        ModelConfig config = model.about().config().map(ModelConfig::language).orElse(null);
        if (config == null) {
            throw Failure.of(
                    InferenceProblem.NO_CONFIGURATION,
                    model.path().orElse(null),
                    leftAside(model).orElse("there is no config.json beside the weights")
                            + ", and they alone do not say how the model computes",
                    "Open the model's folder with its config.json in it, whole");
        }
        String type = config.modelType().orElse("");
        Family family = Family.of(type).orElse(null);
        if (family == null) {
            throw unknown(model, config);
        }
        Settings settings = new Settings(config, model.path().orElse(null));
        Names names = Names.of(model, family);
        Architecture architecture =
                new ArchitectureReader(settings, family, names, isGguf(model), factors(model))
                        .architecture();
        return new Known(family, config, names, architecture);
    }

    /// What the checkpoint notes of a configuration that is there and cannot be read.
    private static Optional<String> leftAside(Checkpoint model) {
        return model.about().notes().stream()
                .filter(note -> note.contains(".json was left aside"))
                .findFirst()
                .map(note -> note + "; so there are only weights");
    }

    /// Whether the weights come from GGUF files, whose metadata leave some switches to the
    /// architecture's name.
    static boolean isGguf(Checkpoint model) {
        return model.about().weightFiles().stream()
                .anyMatch(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".gguf"));
    }

    private static List<Float> factors(Checkpoint model) throws Failure {
        Optional<Tensor> tensor = model.tensor(Names.ROPE_FACTORS);
        if (tensor.isEmpty()
                || tensor.get().dtype() != DType.F32
                || tensor.get().elements() > MOST_FACTORS
                || tensor.get().elements() == 0) {
            return List.of();
        }
        int count = (int) tensor.get().elements();
        float[] numbers = new float[count];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(tensor.get().bytes());
            model.read(tensor.get(), 0, bytes);
            Numbers.decode(DType.F32, bytes, count, numbers);
        } catch (IOException e) {
            throw InferenceProblem.unread(model, Names.ROPE_FACTORS, e);
        }
        List<Float> all = new ArrayList<>();
        for (float number : numbers) {
            if (!(number > 0)) {
                throw Failure.of(
                                InferenceProblem.BAD_CONFIGURATION,
                                model.path().orElse(null),
                                "a factor of the rotary frequencies is " + number,
                                "Get the file again")
                        .at("tensor " + Names.ROPE_FACTORS);
            }
            all.add(number);
        }
        return all;
    }

    private static Failure unknown(Checkpoint model, ModelConfig config) {
        Naming naming = Naming.of(model);
        String named =
                config.architecture()
                        .or(config::modelType)
                        .map(Shown::of)
                        .orElseGet(naming::architecture);
        List<String> names = model.tensors().stream().limit(3).map(Tensor::name).toList();
        StringBuilder what = new StringBuilder("no decoder is known for " + named);
        config.modelType()
                .filter(type -> !type.equals(named))
                .ifPresent(type -> what.append(" (model_type ").append(Shown.of(type)).append(')'));
        what.append(
                String.format(
                        Locale.ROOT,
                        "; it has %,d layers%s and %,d tensors, such as %s",
                        config.integer("num_hidden_layers").isPresent()
                                ? config.integer("num_hidden_layers", 0)
                                : naming.layers(),
                        config.integer("hidden_size").isPresent()
                                ? String.format(
                                        Locale.ROOT,
                                        " of width %,d",
                                        config.integer("hidden_size", 0))
                                : "",
                        model.tensors().size(),
                        Shown.of(String.join(", ", names))));
        return Failure.of(
                InferenceProblem.UNKNOWN_ARCHITECTURE,
                model.path().orElse(null),
                what.toString(),
                "These run: "
                        + Family.labels()
                        + ". Vectors of any model can be extracted, compared and applied");
    }
}
