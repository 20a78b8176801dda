package org.taskvectors.inference;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Placeholders;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.inference.Slot.Place;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Gives each tensor of a model its role, and checks that all that the architecture needs is there,
/// in the right shape, and nothing else.
final class Roles {
    private static final int MOST_NAMED = 5;

    private final Checkpoint model;
    private final OutputDType saved;
    private final Architectures.Known known;
    private final Architecture architecture;
    private final Set<Role> biased;
    private final boolean isGguf;
    private final List<Slot> slots = new ArrayList<>();
    private final List<String> doubles = new ArrayList<>();

    private Roles(Checkpoint model, OutputDType saved, Architectures.Known known) {
        this.model = model;
        this.saved = saved;
        this.known = known;
        architecture = known.architecture();
        biased = known.family().biased(known.config());
        isGguf = Architectures.isGguf(model);
    }

    static WeightPlan plan(Checkpoint model, OutputDType saved) throws Failure {
        Placeholders.requireNone(model);
        return new Roles(model, saved, Architectures.known(model)).plan();
    }

    /// Returns the roles of a Llama-like layer in the order of memory.
    static List<Role> layer(boolean hasHeadNorms, boolean hasPostNorms) {
        List<Role> roles = new ArrayList<>();
        roles.addAll(List.of(Role.ATTENTION_NORM, Role.QUERY, Role.KEY, Role.VALUE));
        if (hasHeadNorms) {
            roles.addAll(List.of(Role.QUERY_NORM, Role.KEY_NORM));
        }
        roles.add(Role.ATTENTION_OUTPUT);
        if (hasPostNorms) {
            roles.add(Role.ATTENTION_POST_NORM);
        }
        roles.addAll(List.of(Role.FEED_FORWARD_NORM, Role.GATE, Role.UP, Role.DOWN));
        if (hasPostNorms) {
            roles.add(Role.FEED_FORWARD_POST_NORM);
        }
        return roles;
    }

    static Set<Role> union(Set<Role> some, Set<Role> more) {
        Set<Role> all = EnumSet.noneOf(Role.class);
        all.addAll(some);
        all.addAll(more);
        return all;
    }

    private WeightPlan plan() throws Failure {
        boolean isGpt2 = known.family() == Family.GPT2;
        int width = architecture.width();
        add(Place.outside(Role.EMBEDDING), Shape.of(architecture.vocabulary(), width));
        if (isGpt2) {
            add(Place.outside(Role.POSITIONS), Shape.of(architecture.context(), width));
        }
        for (int layer = 0; layer < architecture.layers(); layer++) {
            List<Place> biases = new ArrayList<>();
            for (Role role : known.family().layerRoles()) {
                Place place = new Place(layer, role, false);
                // Biases stand behind the group, so that its weights lie one after the other.
                if (role.beginsGroup()) {
                    addBiases(biases);
                }
                add(place, shape(role));
                if (hasBias(place)) {
                    biases.add(place.bias());
                }
            }
            addBiases(biases);
        }
        Place norm = Place.outside(Role.FINAL_NORM);
        add(norm, Shape.of(width));
        if (known.family().hasNormBias(norm)) {
            add(norm.bias(), Shape.of(width));
        }
        if (!architecture.isTied()) {
            add(Place.outside(Role.HEAD), Shape.of(architecture.vocabulary(), width));
        }
        requireNothingElse();
        if (architecture.isTied()) {
            TiedHead.require(model, known.names());
        }
        List<String> notes =
                doubles.isEmpty()
                        ? List.of()
                        : List.of(
                                String.format(
                                        Locale.ROOT,
                                        "%,d tensors are float64 and run as float32 (%s, …)",
                                        doubles.size(),
                                        Shown.of(doubles.getFirst())));
        return WeightPlan.laidOut(architecture, slots, isGpt2, notes);
    }

    private void addBiases(List<Place> biases) throws Failure {
        for (Place bias : biases) {
            long outputs = rows(bias.role());
            add(bias, Shape.of(outputs));
        }
        biases.clear();
    }

    /// GGUF metadata do not say which layers have biases; the tensors do.
    private boolean hasBias(Place place) {
        return biased.contains(place.role())
                || known.family().hasNormBias(place)
                || (isGguf && rows(place.role()) > 0 && isStored(place.bias()));
    }

    private boolean isStored(Place place) {
        return known.names().places().containsKey(place);
    }

    /// Returns the outputs of a linear part, or the numbers of a norm.
    private long rows(Role role) {
        return switch (role) {
            case QUERY -> architecture.queryWidth();
            case KEY, VALUE -> architecture.keyWidth();
            case QUERY_KEY_VALUE -> architecture.queryWidth() + 2L * architecture.keyWidth();
            case GATE, UP -> architecture.feedForward();
            case GATE_UP -> 2L * architecture.feedForward();
            case QUERY_NORM, KEY_NORM -> architecture.headWidth();
            default -> architecture.width();
        };
    }

    private Shape shape(Role role) {
        long columns =
                switch (role) {
                    case QUERY, KEY, VALUE, QUERY_KEY_VALUE, GATE, UP, GATE_UP ->
                            architecture.width();
                    case ATTENTION_OUTPUT -> architecture.queryWidth();
                    case DOWN -> architecture.feedForward();
                    default -> 0;
                };
        if (columns == 0) {
            return Shape.of(rows(role));
        }
        return known.family() == Family.GPT2
                ? Shape.of(columns, rows(role))
                : Shape.of(rows(role), columns);
    }

    private void add(Place place, Shape shape) throws Failure {
        @Nullable Tensor tensor = known.names().places().get(place);
        if (tensor == null) {
            throw Failure.of(
                    InferenceProblem.TENSOR_ABSENT,
                    model.path().orElse(null),
                    "there is no tensor for " + words(place),
                    "Get the whole model: all of its shards, and the config.json that belongs to"
                            + " it");
        }
        if (!tensor.shape().equals(shape)) {
            throw Failure.of(
                            InferenceProblem.WRONG_SHAPE,
                            model.path().orElse(null),
                            "it is " + tensor.shape() + ", and by the configuration it is " + shape,
                            "Get the config.json that belongs to these weights")
                    .at("tensor " + Shown.of(tensor.name()));
        }
        slots.add(new Slot(place, tensor, held(tensor), 0));
    }

    /// Returns the dtype in memory: that of the model that `apply` writes, and float32 where this
    /// is float16 or float64.
    private DType held(Tensor tensor) throws Failure {
        @Nullable String undecoded = model.stored(tensor).undecoded().orElse(null);
        if (undecoded != null || !tensor.dtype().isFloating()) {
            throw Failure.of(
                            InferenceProblem.NOT_DECODED,
                            model.path().orElse(null),
                            "its numbers cannot be read ("
                                    + (undecoded == null ? tensor.dtype().label() : undecoded)
                                    + ")",
                            "Get the model in bfloat16 or float16, or as GGUF")
                    .at("tensor " + Shown.of(tensor.name()));
        }
        DType counted = OutputDType.counted(model, tensor);
        DType written = saved.of(counted, counted);
        if (written == DType.F64) {
            doubles.add(tensor.name());
        }
        return written == DType.BF16 ? DType.BF16 : DType.F32;
    }

    private void requireNothingElse() throws Failure {
        Set<String> used = new HashSet<>(Naming.of(model).repeated());
        slots.forEach(slot -> used.add(slot.name()));
        List<String> more = new ArrayList<>(known.names().others());
        known.names()
                .places()
                .forEach(
                        (place, tensor) -> {
                            boolean isTiedHead =
                                    architecture.isTied() && place.equals(Place.outside(Role.HEAD));
                            if (!isTiedHead) {
                                more.add(tensor.name());
                            }
                        });
        List<String> unknown = more.stream().filter(name -> !used.contains(name)).sorted().toList();
        if (!unknown.isEmpty()) {
            throw Failure.of(
                    InferenceProblem.UNKNOWN_TENSORS,
                    model.path().orElse(null),
                    String.format(
                            Locale.ROOT,
                            "%,d tensors have no place in %s, so the model would answer wrongly"
                                    + " without them: %s%s",
                            unknown.size(),
                            architecture.name(),
                            Shown.of(
                                    String.join(
                                            ", ",
                                            unknown.subList(
                                                    0, Math.min(MOST_NAMED, unknown.size())))),
                            unknown.size() > MOST_NAMED ? ", …" : ""),
                    "Look whether config.json belongs to these weights");
        }
    }

    private static String words(Place place) {
        String role = place.role().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String part = place.isBias() ? "the bias of the " + role : "the " + role;
        return place.layer() < 0 ? part : part + " of layer " + place.layer();
    }
}
