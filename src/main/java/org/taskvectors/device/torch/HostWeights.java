package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.Weights;

/// Weights where the program has read them: libtorch sees the same memory, and nothing is copied.
final class HostWeights implements TorchReader.Source {
    private final Embedding embedding;
    private final int width;

    HostWeights(BoundModel model) {
        this.embedding = new Embedding(model);
        this.width = model.architecture().width();
    }

    @Override
    public TorchPlace place() {
        return TorchPlace.PROCESSOR;
    }

    @Override
    public NDArray tensor(Tensors tensors, Script script, Weights weights) {
        return tensors.alias(script, weights.memory(), weights.dtype(), weights.shape().sizes());
    }

    @Override
    public NDArray input(Tensors tensors, Script script, NDArray made) {
        return made;
    }

    @Override
    public NDArray embed(Tensors tensors, Script script, int[] tokens, int[] positions) {
        return tensors.floats(embedding.of(tokens, positions), tokens.length, width);
    }
}
