package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.stream.IntStream;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.Weights;

/// Weights in the memory of a device, out of the copies of the program's blocks there. Tokens are
/// looked up on the device too.
///
/// @param memory has a copy of all the model's weights
record DeviceWeights(TorchModelMemory memory, BoundModel model) implements TorchReader.Source {
    @Override
    public TorchPlace place() {
        return memory.place();
    }

    @Override
    public NDArray tensor(Tensors tensors, Script script, Weights weights) {
        return memory.view(tensors, weights);
    }

    @Override
    public NDArray input(Tensors tensors, Script script, NDArray made) {
        return script.call(tensors, "moved", Script.tensor(made));
    }

    @Override
    public NDArray embed(Tensors tensors, Script script, int[] tokens, int[] positions) {
        NDArray rows =
                script.call(
                        tensors,
                        "embedded",
                        Script.tensor(memory.view(tensors, model.embedding())),
                        Script.tensor(integers(tensors, script, tokens)),
                        IValue.from((double) (float) model.architecture().embeddingScale()));
        return model.positions()
                .map(
                        table ->
                                script.call(
                                        tensors,
                                        "placed",
                                        Script.tensor(rows),
                                        Script.tensor(memory.view(tensors, table)),
                                        Script.tensor(integers(tensors, script, positions))))
                .orElse(rows);
    }

    private NDArray integers(Tensors tensors, Script script, int[] numbers) {
        long[] wide = IntStream.of(numbers).asLongStream().toArray();
        return input(tensors, script, tensors.integers(wide, wide.length));
    }
}
