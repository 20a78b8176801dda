package org.taskvectors.extraction.lora;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.taskvectors.analysis.spectrum.FloatMatrix;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.alignment.ModuleNames;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Scope;

/// Which tensors of a vector an adapter can hold, told from names and shapes: the weights of linear
/// modules. What PEFT calls `all-linear` leaves embeddings and the head out, and so does this,
/// unless the scope names the head.
///
/// @param targets the matrices that are factored, in the order of the vector
/// @param leftOut the others and why
/// @param fanInFanOut whether the weights lie as inputs × outputs, as GPT-2's `Conv1D` has them
/// @param causal whether this is a model that continues text, as far as the names say
record LoraPlan(List<Target> targets, List<Skipped> leftOut, boolean fanInFanOut, boolean causal) {

    /// @param module the module's path in the model that transformers makes
    record Target(Tensor tensor, String module, Placement placement) {}

    record Skipped(Tensor tensor, LeftOut.Reason reason) {}

    private static final String WEIGHT = ".weight";

    /// One of several experts. The models of transformers 5 keep them in one tensor, and an adapter
    /// of modules that are not there changes nothing.
    private static final Pattern EXPERT = Pattern.compile("\\.experts\\.\\d+\\.");

    /// What wrappers put in front; PEFT puts its own there again.
    private static final List<String> WRAPPERS =
            List.of("module.", "_orig_mod.", "base_model.model.");

    private static final List<String> CLASS_HEADS = List.of("score.", "classifier.", "qa_outputs.");

    /// @param config the base's configuration, where it is at hand: it says what modules are called
    static LoraPlan of(Checkpoint vector, Scope scope, Optional<ModelConfig> config) {
        ModuleNames modules =
                ModuleNames.of(vector.tensors().stream().map(Tensor::name).toList(), config);
        Naming naming = Naming.of(vector);
        Set<String> repeated = naming.repeated();
        boolean conv1d =
                vector.tensors().stream().anyMatch(t -> isConv1D(t, naming.place(t.name())));
        List<Target> targets = new ArrayList<>();
        List<Skipped> leftOut = new ArrayList<>();
        boolean known = false;
        boolean classes = false;
        for (Tensor tensor : vector.tensors()) {
            Placement place = naming.place(tensor.name());
            known |= place.known() && !prefix(place).isEmpty();
            classes |= CLASS_HEADS.stream().anyMatch(place.stripped()::startsWith);
            LeftOut.Reason reason =
                    vector.stored(tensor).undecoded().isPresent()
                            ? LeftOut.Reason.UNDECODED
                            : reason(tensor, place, scope, repeated, conv1d);
            if (reason == null) {
                targets.add(new Target(tensor, module(tensor, place, modules), place));
            } else {
                leftOut.add(new Skipped(tensor, reason));
            }
        }
        return new LoraPlan(targets, leftOut, conv1d, known && !classes);
    }

    private static LeftOut.@org.jspecify.annotations.Nullable Reason reason(
            Tensor tensor, Placement place, Scope scope, Set<String> repeated, boolean conv1d) {
        if (!tensor.dtype().isFloating()) {
            return LeftOut.Reason.NOT_FLOATING;
        }
        if (!scope.includes(place)) {
            return LeftOut.Reason.OUT_OF_SCOPE;
        }
        if (repeated.contains(tensor.name())) {
            return LeftOut.Reason.TIED;
        }
        ModuleFamily family = place.kind().family();
        if (family == ModuleFamily.EMBEDDING) {
            return LeftOut.Reason.EMBEDDING;
        }
        if (!FloatMatrix.isMatrix(tensor) || family == ModuleFamily.NORM) {
            return LeftOut.Reason.NOT_A_MATRIX;
        }
        if (family == ModuleFamily.HEAD && scope.equals(Scope.ALL)) {
            return LeftOut.Reason.HEAD;
        }
        if (family == ModuleFamily.HEAD && conv1d) {
            return LeftOut.Reason.OTHER_LAYOUT;
        }
        if (EXPERT.matcher(tensor.name()).find()) {
            return LeftOut.Reason.EXPERT;
        }
        return tensor.name().endsWith(WEIGHT) ? null : LeftOut.Reason.NO_MODULE;
    }

    /// The module's path as transformers has it: a file may leave out the name that the model with
    /// a head gives to the model without, and wrappers may have added theirs.
    private static String module(Tensor tensor, Placement place, ModuleNames modules) {
        String prefix = prefix(place);
        String own = withoutWrappers(tensor.name());
        String inModel = modules.of(own);
        String name =
                !inModel.equals(own) || prefix.isEmpty() ? inModel : prefix + place.stripped();
        return name.substring(0, name.length() - WEIGHT.length());
    }

    private static String prefix(Placement place) {
        if (!place.known()) {
            return "";
        }
        if (place.stripped().startsWith("layers.")) {
            return "model.";
        }
        return place.stripped().startsWith("h.") ? "transformer." : "";
    }

    private static String withoutWrappers(String name) {
        String bare = name;
        for (boolean again = true; again; ) {
            again = false;
            for (String wrapper : WRAPPERS) {
                if (bare.startsWith(wrapper)
                        && bare.length() > wrapper.length() + WEIGHT.length()) {
                    bare = bare.substring(wrapper.length());
                    again = true;
                }
            }
        }
        return bare;
    }

    /// Whether this is a weight of GPT-2 that lies as inputs × outputs. Other programs keep the
    /// names and turn the weights, so the shape decides.
    private static boolean isConv1D(Tensor tensor, Placement place) {
        if (!place.known() || !place.stripped().startsWith("h.") || tensor.shape().rank() != 2) {
            return false;
        }
        long inputs = tensor.shape().size(0);
        long outputs = tensor.shape().size(1);
        return switch (place.kind().id()) {
            case "attn.c_attn" -> outputs == 3 * inputs;
            case "mlp.c_fc" -> outputs > inputs;
            case "mlp.c_proj" -> inputs > outputs;
            default -> false;
        };
    }
}
