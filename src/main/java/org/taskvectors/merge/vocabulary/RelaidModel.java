package org.taskvectors.merge.vocabulary;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.file.ReadAhead;

/// A model whose embedding and head have the rows of a merge's vocabulary. Everything else is the
/// model's, read where it lies. A model whose embedding serves as its head has a head of its own
/// where others do: rows that it gets of their heads are others than those of their embeddings.
public final class RelaidModel implements Checkpoint {
    private final Checkpoint model;
    private final Map<String, LaidTensor> laid;
    private final List<Tensor> tensors = new ArrayList<>();
    private final About about;

    /// @param laid the tensors with other rows, by the model's names
    /// @param leftAside names of companions that do not belong to it any more
    RelaidModel(Checkpoint model, Map<String, LaidTensor> laid, Set<String> leftAside) {
        this.model = model;
        this.laid = new LinkedHashMap<>(laid);
        for (Tensor tensor : model.tensors()) {
            LaidTensor found = laid.get(tensor.name());
            tensors.add(found == null ? tensor : found.tensor());
        }
        laid.forEach(
                (name, tensor) -> {
                    if (model.tensor(name).isEmpty()) {
                        tensors.add(tensor.tensor());
                    }
                });
        Set<String> left = new HashSet<>(leftAside);
        about =
                model.about()
                        .withCompanions(
                                model.about().companions().stream()
                                        .filter(name -> !left.contains(name))
                                        .toList());
    }

    /// Returns a tensor as the model stores it, whatever its rows are computed in; any other
    /// checkpoint's unchanged.
    public static Tensor stored(Checkpoint of, Tensor tensor) {
        return of instanceof RelaidModel relaid
                ? new Tensor(
                        tensor.name(),
                        relaid.model.tensor(tensor.name()).orElse(tensor).dtype(),
                        tensor.shape())
                : tensor;
    }

    /// Returns the model as it lies on disk.
    public Checkpoint model() {
        return model;
    }

    @Override
    public About about() {
        return about;
    }

    @Override
    public List<Tensor> tensors() {
        return List.copyOf(tensors);
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        LaidTensor found = laid.get(name);
        return found == null ? model.tensor(name) : Optional.of(found.tensor());
    }

    @Override
    public Stored stored(Tensor tensor) {
        return laid.containsKey(tensor.name()) ? Stored.NOWHERE : model.stored(tensor);
    }

    @Override
    public Tied tied() {
        return model.tied();
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        LaidTensor found = laid.get(tensor.name());
        if (found == null) {
            return model.reader(tensor);
        }
        if (!found.tensor().equals(tensor)) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " is not in " + name());
        }
        return found.reader();
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        LaidTensor found = laid.get(tensor.name());
        return found == null ? model.spans(tensor, first, count) : found.spans(first, count);
    }

    /// Does nothing: the model is the caller's.
    @Override
    public void close() {}
}
