package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.Shape;

/// The tensors of a model's weights, as its methods take them.
///
/// @param cached of each layer, for texts with a cache
/// @param packed of each layer, for several texts without one
/// @param norm the last norm
/// @param head in parts, the first rows first
record BoundTensors(
        List<Layer> cached, List<Layer> packed, List<NDArray> norm, List<HeadPart> head) {
    BoundTensors {
        cached = List.copyOf(cached);
        packed = List.copyOf(packed);
        norm = List.copyOf(norm);
        head = List.copyOf(head);
    }

    /// A layer's method, and what it is called with.
    record Layer(String method, List<NDArray> weights) {}

    /// Some rows of the head.
    record HeadPart(NDArray weights, NDArray bias, int rows) {}

    static BoundTensors of(
            BoundModel model,
            ModelScript text,
            TorchReader.Source source,
            Tensors tensors,
            Script script) {
        return new Binder(model, source, tensors, script).bind(text);
    }

    /// Makes each tensor once.
    private static final class Binder {
        private final BoundModel model;
        private final TorchReader.Source source;
        private final Tensors tensors;
        private final Script script;
        private final Map<Weights, NDArray> made = new HashMap<>();

        Binder(BoundModel model, TorchReader.Source source, Tensors tensors, Script script) {
            this.model = model;
            this.source = source;
            this.tensors = tensors;
            this.script = script;
        }

        BoundTensors bind(ModelScript text) {
            return new BoundTensors(
                    layers(text.cached()),
                    layers(text.packed()),
                    text.head().norm().stream().map(this::tensor).toList(),
                    parts(text.head().parts()));
        }

        private List<Layer> layers(List<ModelScript.Call> calls) {
            return calls.stream()
                    .map(
                            call ->
                                    new Layer(
                                            call.method(),
                                            call.weights().stream().map(this::tensor).toList()))
                    .toList();
        }

        private NDArray tensor(Weights weights) {
            return made.computeIfAbsent(weights, one -> source.tensor(tensors, script, one));
        }

        private List<HeadPart> parts(List<Weights> weights) {
            List<HeadPart> parts = new ArrayList<>();
            long from = 0;
            for (Weights one : weights) {
                long rows = one.shape().size(0);
                long at = from;
                NDArray bias =
                        model.head()
                                .bias()
                                .map(whole -> tensor(slice(whole, at, rows)))
                                .orElseGet(
                                        () ->
                                                source.input(
                                                        tensors,
                                                        script,
                                                        tensors.floats(new float[1], 1)));
                parts.add(new HeadPart(tensor(one), bias, (int) rows));
                from += rows;
            }
            return parts;
        }

        private static Weights slice(Weights vector, long from, long count) {
            int bytes = vector.dtype().bytes();
            return new Weights(
                    vector.memory().asSlice(from * bytes, count * bytes),
                    vector.dtype(),
                    Shape.of(count));
        }
    }
}
