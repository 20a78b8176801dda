package org.taskvectors.checkpoint.alignment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.naming.Prefixes;

/// The names that the weights of a file have in the model that transformers makes of it. Programs
/// that work on the model, such as PEFT, know its modules by these.
public final class ModuleNames {
    private static final String MODEL = "model.";

    private final List<Conversion> ofTheWhole;
    private final List<Conversion> ofTheModel;
    private final List<Conversion> ofParts;

    private ModuleNames(
            List<Conversion> ofTheWhole, List<Conversion> ofTheModel, List<Conversion> ofParts) {
        this.ofTheWhole = ofTheWhole;
        this.ofTheModel = ofTheModel;
        this.ofParts = ofParts;
    }

    /// Returns the names of a checkpoint's modules.
    ///
    /// @param names the names of its tensors
    /// @param config its configuration, or that of its base; without one the names themselves say
    ///   whether they are those of a vision-language model's file
    public static ModuleNames of(Collection<String> names, Optional<ModelConfig> config) {
        Conversions table = Conversions.table();
        if (config.isEmpty()) {
            return byNames(names, table);
        }
        List<Conversion> whole = new ArrayList<>();
        List<Conversion> model = new ArrayList<>();
        for (String architecture : config.get().texts("architectures")) {
            whole.addAll(table.named(architecture));
            Conversions.modelOf(architecture).ifPresent(name -> model.addAll(table.named(name)));
        }
        if (whole.isEmpty()) {
            config.get().modelType().ifPresent(type -> whole.addAll(table.named(type)));
        } else {
            // The class has its own way to the same names.
            model.clear();
        }
        List<Conversion> parts = new ArrayList<>();
        Conversions.parts(config.get()).forEach(type -> parts.addAll(table.named(type)));
        parts.addAll(table.forAll());
        return new ModuleNames(whole, model, parts);
    }

    private static ModuleNames byNames(Collection<String> names, Conversions table) {
        List<String> bare = names.stream().map(Prefixes::unwrapped).toList();
        boolean isLlava = bare.stream().anyMatch(name -> name.startsWith("language_model.model."));
        boolean isQwen =
                bare.stream().anyMatch(name -> name.startsWith("visual."))
                        && bare.stream().anyMatch(name -> name.startsWith("model.layers."));
        boolean isMllama = bare.stream().anyMatch(name -> name.startsWith("vision_model."));
        List<Conversion> whole =
                isLlava
                        ? table.named(isMllama ? "mllama" : "llava")
                        : isQwen ? table.named("Qwen2VLForConditionalGeneration") : List.of();
        return new ModuleNames(
                whole, isLlava ? table.named("LlavaModel") : List.of(), table.forAll());
    }

    /// Returns the name in the model; the name itself, without what tools wrap around a model,
    /// where it is the same there.
    public String of(String name) {
        String renamed = Prefixes.unwrapped(name);
        for (Conversion conversion : ofTheWhole) {
            renamed = conversion.rename(renamed);
        }
        for (Conversion conversion : ofTheModel) {
            renamed =
                    renamed.startsWith(MODEL)
                            ? MODEL + conversion.rename(renamed.substring(MODEL.length()))
                            : conversion.rename(renamed);
        }
        for (Conversion conversion : ofParts) {
            renamed = conversion.rename(renamed);
        }
        return renamed;
    }
}
