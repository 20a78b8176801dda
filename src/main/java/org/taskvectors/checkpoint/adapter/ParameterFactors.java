package org.taskvectors.checkpoint.adapter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// The factors of some parameters of one module (`target_parameters`), such as the stacked weights
/// of experts. PEFT puts one wrapper around another, so the keys of a file tell only the order in
/// which the model registers the parameters, not their names. Source: PEFT 0.21,
/// `tuners/lora/layer.py`, `ParamWrapper`; `tuners/tuners_utils.py`, `_inject_parameters`.
///
/// @param module the module's name
/// @param pairs the factors, those of the outermost wrapper first
/// @param parameters the names of the parameters that the configuration means
/// @param settings what is known about ranks and scales
record ParameterFactors(
        String module, List<Pair> pairs, Set<String> parameters, Settings settings) {
    /// Two factors that belong together.
    record Pair(Tensor a, Tensor b) {}

    /// The order in which models of transformers register such parameters (5.24).
    private static final List<String> REGISTERED =
            List.of(
                    "gate_up_proj",
                    "gate_up_proj_bias",
                    "gate_proj",
                    "up_proj",
                    "down_proj",
                    "down_proj_bias");

    /// Models whose experts are stored in × out (transformers 5.24, `is_transposed`).
    private static final Set<String> IN_BY_OUT =
            Set.of("gpt_oss", "aria", "aria_text", "openai_privacy_filter");

    private static final int MOST = 4;

    ParameterFactors {
        pairs = List.copyOf(pairs);
        parameters = new TreeSet<>(parameters);
    }

    /// Returns the name that stands for one of the changes until the base is there: the
    /// parameter's, if models of transformers register these parameters in a known order.
    String name(int place) {
        boolean isKnown =
                parameters.size() == pairs.size()
                        && (parameters.size() == 1 || REGISTERED.containsAll(parameters));
        return module
                + "."
                + (isKnown ? registered(parameters).get(place) : "parameter" + (place + 1));
    }

    /// Returns parameters as the wrappers lie around each other, the last registered one first.
    private static List<String> registered(Set<String> parameters) {
        return parameters.stream()
                .sorted(Comparator.comparingInt(REGISTERED::indexOf).reversed())
                .toList();
    }

    /// Returns the change as factors of a matrix, if it can be told without the base: there is one
    /// parameter, and the rank of the factors is that of one matrix.
    ///
    /// @throws Failure where a pattern takes too long
    Optional<Change> ofMatrix() throws Failure {
        if (pairs.size() != 1 || parameters.size() != 1) {
            return Optional.empty();
        }
        Pair pair = pairs.getFirst();
        String name = name(0);
        OptionalInt rank = rank(name);
        boolean isOne = rank.isPresent() && rank.getAsInt() == pair.a().shape().size(0);
        Shape shape = Shape.of(pair.b().shape().size(0), pair.a().shape().size(1));
        return isOne ? Optional.of(product(name, shape, pair, 1, false)) : Optional.empty();
    }

    /// Returns the changes as the base's parameters lie.
    ///
    /// @param incomplete takes what cannot be told even with the base
    /// @throws Failure where a pattern takes too long
    List<Change> on(BaseNames base, List<Incomplete> incomplete) throws Failure {
        Map<String, Tensor> found = base.parameters(module, parameters);
        Optional<ModelConfig> config = base.base().about().config();
        if (found.isEmpty() && isStackKnown(config)) {
            return stacks();
        }
        if (found.size() != pairs.size()) {
            return none(
                    incomplete,
                    found.isEmpty()
                            ? "the base has no parameter of this name beside each other with its"
                                    + " experts (target_parameters)"
                            : "the file has factors of "
                                    + pairs.size()
                                    + " parameters of this module (target_parameters), the base "
                                    + found.size());
        }
        List<String> order = order(found);
        if (order.isEmpty()) {
            return none(
                    incomplete,
                    "which of the module's parameters its factors belong to (target_parameters)"
                            + " cannot be told from their shapes");
        }
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            Tensor tensor = found.get(order.get(i));
            if (tensor != null) {
                change(tensor, module + "." + order.get(i), pairs.get(i), config, incomplete)
                        .ifPresent(changes::add);
            }
        }
        return changes;
    }

    /// Whether the model has these parameters as stacks of out × in, though the base's file has the
    /// experts one by one.
    private boolean isStackKnown(Optional<ModelConfig> config) throws Failure {
        Optional<String> model = config.map(ModelConfig::language).flatMap(ModelConfig::modelType);
        boolean isNamed =
                model.isPresent()
                        && !IN_BY_OUT.contains(model.get())
                        && parameters.size() == pairs.size()
                        && REGISTERED.containsAll(parameters);
        for (int i = 0; isNamed && i < pairs.size(); i++) {
            OptionalInt rank = rank(name(i));
            long rows = pairs.get(i).a().shape().size(0);
            isNamed = rank.isPresent() && rows % rank.getAsInt() == 0 && rows > rank.getAsInt();
        }
        return isNamed;
    }

    /// Returns the changes as the model has its parameters in memory.
    private List<Change> stacks() throws Failure {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            String name = name(i);
            long experts = pair.a().shape().size(0) / rank(name).orElseThrow();
            Shape shape = Shape.of(experts, pair.b().shape().size(0), pair.a().shape().size(1));
            changes.add(product(name, shape, pair, (int) experts, false));
        }
        return changes;
    }

    private List<Change> none(List<Incomplete> incomplete, String reason) {
        for (int i = 0; i < pairs.size(); i++) {
            incomplete.add(new Incomplete(name(i), pairs.get(i).b().shape(), false, reason));
        }
        return List.of();
    }

    /// Returns the parameters in the order of the factors: as models register them if that fits,
    /// otherwise the only order that fits; empty if there are several or none.
    private List<String> order(Map<String, Tensor> found) throws Failure {
        if (found.size() > MOST) {
            return List.of();
        }
        if (REGISTERED.containsAll(found.keySet())) {
            List<String> known = registered(found.keySet());
            if (fits(known, found)) {
                return known;
            }
        }
        List<String> only = List.of();
        for (List<String> order : orders(List.copyOf(new TreeSet<>(found.keySet())))) {
            if (fits(order, found)) {
                if (!only.isEmpty()) {
                    return List.of();
                }
                only = order;
            }
        }
        return only;
    }

    private static List<List<String>> orders(List<String> names) {
        if (names.isEmpty()) {
            return List.of(List.of());
        }
        List<List<String>> all = new ArrayList<>();
        for (String first : names) {
            for (List<String> rest :
                    orders(names.stream().filter(n -> !n.equals(first)).toList())) {
                List<String> order = new ArrayList<>(rest);
                order.addFirst(first);
                all.add(order);
            }
        }
        return all;
    }

    private boolean fits(List<String> order, Map<String, Tensor> found) throws Failure {
        for (int i = 0; i < order.size(); i++) {
            Tensor tensor = found.get(order.get(i));
            if (tensor == null || !fits(pairs.get(i), tensor.shape(), order.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean fits(Pair pair, Shape shape, String parameter) throws Failure {
        if (shape.rank() != 2 && shape.rank() != 3) {
            return false;
        }
        long rows = pair.a().shape().size(0);
        long experts = shape.rank() == 3 ? shape.size(0) : 1;
        OptionalInt rank = rank(module + "." + parameter);
        boolean isDivided = experts > 0 && experts <= rows && rows % experts == 0;
        return isDivided
                && (rank.isEmpty() || rank.getAsInt() == rows / experts)
                && (liesOutByIn(pair, shape) || (shape.rank() == 3 && liesInByOut(pair, shape)));
    }

    private static boolean liesOutByIn(Pair pair, Shape shape) {
        int last = shape.rank() - 1;
        return pair.b().shape().size(0) == shape.size(last - 1)
                && pair.a().shape().size(1) == shape.size(last);
    }

    private static boolean liesInByOut(Pair pair, Shape shape) {
        int last = shape.rank() - 1;
        return pair.a().shape().size(1) == shape.size(last - 1)
                && pair.b().shape().size(0) == shape.size(last);
    }

    private Optional<Change> change(
            Tensor tensor,
            String name,
            Pair pair,
            Optional<ModelConfig> config,
            List<Incomplete> incomplete)
            throws Failure {
        Shape shape = tensor.shape();
        boolean outByIn = liesOutByIn(pair, shape);
        boolean isTransposed = !outByIn;
        if (shape.rank() == 3 && outByIn && liesInByOut(pair, shape)) {
            @Nullable Boolean square = squareInByOut(config);
            if (square == null) {
                incomplete.add(
                        new Incomplete(
                                name,
                                shape,
                                false,
                                "its matrices are square, and neither the base's configuration nor"
                                        + " the version of PEFT tells which way round its factors"
                                        + " lie (target_parameters)"));
                return Optional.empty();
            }
            isTransposed = square;
        }
        int experts = shape.rank() == 3 ? (int) shape.size(0) : 1;
        return Optional.of(product(name, shape, pair, experts, isTransposed));
    }

    /// Whether factors of square matrices lie in × out; null if it cannot be told. PEFT asks the
    /// model; up to 0.18 it took all stacks as in × out, and 0.19.0 those of other models.
    private @Nullable Boolean squareInByOut(Optional<ModelConfig> config) {
        Optional<String> model = config.map(ModelConfig::language).flatMap(ModelConfig::modelType);
        if (model.isEmpty()) {
            return null;
        }
        boolean inByOut = IN_BY_OUT.contains(model.get());
        String version = settings.any().flatMap(LoraConfig::peftVersion).orElse("");
        boolean first = version.matches("0\\.1[0-8]\\..*|0\\.[0-9]\\..*");
        boolean reversed = version.startsWith("0.19.0");
        boolean written = first || (reversed ? !inByOut : inByOut);
        return written == inByOut ? inByOut : null;
    }

    private OptionalInt rank(String parameter) throws Failure {
        Optional<LoraConfig> config = settings.config(parameter);
        return config.isPresent() ? config.get().rank(parameter) : OptionalInt.empty();
    }

    private Change.Product product(
            String name, Shape shape, Pair pair, int experts, boolean transposed) throws Failure {
        int rank = (int) (pair.a().shape().size(0) / experts);
        return new Change.Product(
                new Tensor(name, DType.F32, shape),
                pair.a(),
                pair.b(),
                transposed,
                Outputs.of(pair.b().shape().size(0)),
                rank,
                settings.scale(name, rank),
                experts);
    }
}
