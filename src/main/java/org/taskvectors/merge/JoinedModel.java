package org.taskvectors.merge;

import java.io.IOException;
import java.util.HashMap;
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

/// A model whose tensors lie in the parts of a merge.
final class JoinedModel implements Checkpoint {
    private final About about;
    private final List<Tensor> tensors;
    private final List<Checkpoint> files;
    private final Map<String, Integer> places = new HashMap<>();

    /// @param files the part of each tensor
    JoinedModel(String name, List<String> notes, List<Tensor> tensors, List<Checkpoint> files) {
        this.tensors = List.copyOf(tensors);
        this.files = List.copyOf(files);
        about =
                About.computed(
                                name,
                                "parts of a merge",
                                files.stream()
                                        .flatMap(file -> file.about().weightFiles().stream())
                                        .distinct()
                                        .toList())
                        .withMoreNotes(notes);
        for (int i = 0; i < tensors.size(); i++) {
            places.put(tensors.get(i).name(), i);
        }
    }

    /// Returns the part that a tensor lies in.
    Checkpoint file(int tensor) {
        return files.get(tensor);
    }

    private Checkpoint file(Tensor tensor) {
        return files.get(Optional.ofNullable(places.get(tensor.name())).orElseThrow());
    }

    @Override
    public About about() {
        return about;
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(places.get(name)).map(tensors::get);
    }

    @Override
    public Stored stored(Tensor tensor) {
        return file(tensor).stored(tensor);
    }

    @Override
    public Tied tied() {
        return Tied.NONE;
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        return file(tensor).reader(tensor);
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        return file(tensor).spans(tensor, first, count);
    }

    /// Does nothing: the parts are the caller's.
    @Override
    public void close() {}
}
