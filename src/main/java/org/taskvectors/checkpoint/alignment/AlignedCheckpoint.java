package org.taskvectors.checkpoint.alignment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.file.ReadAhead;

/// A checkpoint in the names and the layout of another one: of its tensors those that the other has
/// too. Numbers are computed from its own files on reading.
public class AlignedCheckpoint implements Checkpoint {
    private final Checkpoint source;
    private final Map<String, View> views = new LinkedHashMap<>();

    /// @param source the checkpoint that `alignment` was made for as the source; it stays the
    ///   caller's, and closing this does not close it
    public AlignedCheckpoint(Checkpoint source, Alignment alignment) {
        this.source = source;
        alignment.views().values().forEach(view -> views.put(view.tensor().name(), view));
    }

    @Override
    public About about() {
        return source.about();
    }

    @Override
    public List<Tensor> tensors() {
        return views.values().stream().map(View::tensor).toList();
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(views.get(name)).map(View::tensor);
    }

    /// Returns how the first of the tensors that it is put together of is stored.
    @Override
    public Stored stored(Tensor tensor) {
        Stored own = source.stored(first(tensor));
        return isWhole(tensor)
                ? own
                : new Stored(own.encoding(), own.undecoded(), Optional.empty(), own.file());
    }

    @Override
    public Tied tied() {
        Map<String, String> names =
                views.values().stream()
                        .filter(view -> view.whole().isPresent())
                        .collect(
                                Collectors.toMap(
                                        view -> view.whole().orElseThrow().name(),
                                        view -> view.tensor().name(),
                                        (one, other) -> one));
        return Tied.of(
                source.tied().sets().stream()
                        .map(
                                set -> {
                                    Set<String> own = new LinkedHashSet<>(set);
                                    own.retainAll(names.keySet());
                                    return own.stream()
                                            .map(names::get)
                                            .collect(Collectors.toCollection(LinkedHashSet::new));
                                }));
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        View view = view(tensor);
        Optional<Tensor> whole = view.whole();
        return whole.isPresent() ? source.reader(whole.get()) : new ViewReader(source, view);
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        View view = view(tensor);
        Optional<Tensor> whole = view.whole();
        if (whole.isPresent()) {
            return source.spans(whole.get(), first, count);
        }
        long length = Atom.rowLength(tensor.shape());
        List<ReadAhead.Span> all = new ArrayList<>();
        long begin = 0;
        for (Piece piece : view.pieces()) {
            long end = begin + piece.rows() * length;
            long from = Math.max(first, begin) - begin;
            long to = Math.min(first + count, end) - begin;
            if (from < to) {
                long at = piece.firstRow() * length;
                // Rows in another order are those of one head after the other: nearly in order.
                all.addAll(
                        piece.isStraight()
                                ? source.spans(piece.source(), at + from, to - from)
                                : source.spans(piece.source(), at, end - begin));
            }
            begin = end;
        }
        return all;
    }

    /// Returns the source's tensor, or the first of those that it is put together of.
    final Tensor first(Tensor tensor) {
        return view(tensor).pieces().getFirst().source();
    }

    /// Whether it is a tensor of the source as it is, under the target's name.
    final boolean isWhole(Tensor tensor) {
        return view(tensor).whole().isPresent();
    }

    private View view(Tensor tensor) {
        View view = views.get(tensor.name());
        if (view == null || !view.tensor().equals(tensor)) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " is not in " + name());
        }
        return view;
    }

    /// Does nothing: the source is the caller's.
    @Override
    public void close() {}
}
