package org.taskvectors.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.inference.Slot.Place;

/// A model's weights by what they do. It owns no memory: base and edited model are two of these
/// that share what no vector changes.
///
/// @param architecture dimensions and switches
/// @param embedding vocabulary × width
/// @param positions learned positions, context × width; empty for rotary ones
/// @param layers in order
/// @param finalNorm before the head
/// @param head vocabulary outputs; the embedding itself where they are tied
public record BoundModel(
        Architecture architecture,
        Weights embedding,
        Optional<Weights> positions,
        List<Layer> layers,
        Norm finalNorm,
        Linear head) {
    public BoundModel {
        layers = List.copyOf(layers);
    }

    /// Binds weights to their roles.
    ///
    /// @param plan of the model
    /// @param weights returns the weights of a tensor by its name in the checkpoint; asked for each
    ///   slot of the plan
    public static BoundModel of(WeightPlan plan, Function<String, Weights> weights) {
        return new Binder(plan, weights).model();
    }

    /// Returns the weights at a place; empty where the model has none there.
    public Optional<Weights> weights(Place place) {
        return switch (place.role()) {
            case EMBEDDING -> Optional.of(embedding).filter(_ -> !place.isBias());
            case POSITIONS -> positions.filter(_ -> !place.isBias());
            case FINAL_NORM -> of(Optional.of(finalNorm), place);
            case HEAD -> of(place, Optional.of(head));
            default -> inLayer(place);
        };
    }

    private Optional<Weights> inLayer(Place place) {
        Layer layer = layers.get(place.layer());
        return switch (place.role()) {
            case ATTENTION_NORM -> of(Optional.of(layer.attentionNorm()), place);
            case QUERY_NORM -> of(layer.queryNorm(), place);
            case KEY_NORM -> of(layer.keyNorm(), place);
            case ATTENTION_POST_NORM -> of(layer.attentionPostNorm(), place);
            case FEED_FORWARD_NORM -> of(Optional.of(layer.feedForwardNorm()), place);
            case FEED_FORWARD_POST_NORM -> of(layer.feedForwardPostNorm(), place);
            case QUERY, QUERY_KEY_VALUE -> of(place, part(layer.queryKeyValue(), 0));
            case KEY -> of(place, part(layer.queryKeyValue(), 1));
            case VALUE -> of(place, part(layer.queryKeyValue(), 2));
            case ATTENTION_OUTPUT -> of(place, Optional.of(layer.output()));
            case GATE, GATE_UP -> of(place, part(layer.gateUp(), 0));
            case UP -> of(place, part(layer.gateUp(), layer.gateUp().parts().size() - 1));
            case DOWN -> of(place, Optional.of(layer.down()));
            case EMBEDDING, POSITIONS, FINAL_NORM, HEAD -> Optional.empty();
        };
    }

    private static Optional<Linear> part(Product product, int index) {
        return index < product.parts().size()
                ? Optional.of(product.parts().get(index))
                : Optional.empty();
    }

    private static Optional<Weights> of(Place place, Optional<Linear> linear) {
        return linear.flatMap(one -> place.isBias() ? one.bias() : Optional.of(one.weights()));
    }

    private static Optional<Weights> of(Optional<Norm> norm, Place place) {
        return norm.flatMap(one -> place.isBias() ? one.bias() : Optional.of(one.weights()));
    }

    /// Looks weights up by place.
    private static final class Binder {
        private final Architecture architecture;
        private final Map<Place, Weights> places;
        private final boolean isTransposed;

        Binder(WeightPlan plan, Function<String, Weights> weights) {
            architecture = plan.architecture();
            isTransposed = plan.isTransposed();
            places =
                    plan.slots().stream()
                            .collect(
                                    Collectors.toMap(
                                            Slot::place, slot -> weights.apply(slot.name())));
        }

        BoundModel model() {
            Weights embedding = get(Place.outside(Role.EMBEDDING));
            List<Layer> layers = new ArrayList<>();
            for (int layer = 0; layer < architecture.layers(); layer++) {
                layers.add(layer(layer));
            }
            Place head = Place.outside(Role.HEAD);
            return new BoundModel(
                    architecture,
                    embedding,
                    find(Place.outside(Role.POSITIONS)),
                    layers,
                    norm(Place.outside(Role.FINAL_NORM)),
                    new Linear(find(head).orElse(embedding), find(head.bias()), false));
        }

        private Layer layer(int layer) {
            return new Layer(
                    norm(at(layer, Role.ATTENTION_NORM)),
                    product(layer, Role.QUERY_KEY_VALUE, Role.QUERY, Role.KEY, Role.VALUE),
                    optionalNorm(at(layer, Role.QUERY_NORM)),
                    optionalNorm(at(layer, Role.KEY_NORM)),
                    linear(at(layer, Role.ATTENTION_OUTPUT)),
                    optionalNorm(at(layer, Role.ATTENTION_POST_NORM)),
                    norm(at(layer, Role.FEED_FORWARD_NORM)),
                    product(layer, Role.GATE_UP, Role.GATE, Role.UP),
                    linear(at(layer, Role.DOWN)),
                    optionalNorm(at(layer, Role.FEED_FORWARD_POST_NORM)));
        }

        private static Place at(int layer, Role role) {
            return new Place(layer, role, false);
        }

        private Product product(int layer, Role... roles) {
            return new Product(
                    Stream.of(roles)
                            .map(role -> at(layer, role))
                            .filter(places::containsKey)
                            .map(this::linear)
                            .toList());
        }

        private Linear linear(Place place) {
            return new Linear(get(place), find(place.bias()), isTransposed);
        }

        private Norm norm(Place place) {
            return new Norm(get(place), find(place.bias()));
        }

        private Optional<Norm> optionalNorm(Place place) {
            return find(place).map(weights -> new Norm(weights, find(place.bias())));
        }

        private Weights get(Place place) {
            return find(place).orElseThrow(() -> new IllegalStateException(place + " is absent"));
        }

        private Optional<Weights> find(Place place) {
            return Optional.ofNullable(places.get(place));
        }
    }
}
