package org.taskvectors.merge;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.file.ReadAhead;

/// A model that is put together of tensors of others, each under a name of its own: layers that
/// were stacked anew. Nothing is computed; blocks are read where they lie.
final class StackedModel implements Checkpoint {
    private final Map<String, Ingredient> pieces;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final About about;

    /// @param pieces by the names of the result, in its order
    StackedModel(Map<String, Ingredient> pieces, About about) {
        this.pieces = new LinkedHashMap<>(pieces);
        this.about = about;
        pieces.forEach(
                (name, of) ->
                        tensors.put(
                                name, new Tensor(name, of.tensor().dtype(), of.tensor().shape())));
    }

    @Override
    public About about() {
        return about;
    }

    @Override
    public List<Tensor> tensors() {
        return List.copyOf(tensors.values());
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    @Override
    public Stored stored(Tensor tensor) {
        Ingredient piece = piece(tensor);
        return piece.checkpoint().stored(piece.tensor());
    }

    @Override
    public Tied tied() {
        return Tied.NONE;
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        Ingredient piece = piece(tensor);
        return piece.checkpoint().reader(piece.tensor());
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        return piece(tensor).spans(first, count);
    }

    private Ingredient piece(Tensor tensor) {
        Ingredient piece = pieces.get(tensor.name());
        if (piece == null || !tensor.equals(tensors.get(tensor.name()))) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " is not in " + name());
        }
        return piece;
    }

    /// Does nothing: the models are the caller's.
    @Override
    public void close() {}
}
