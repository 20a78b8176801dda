package org.taskvectors.checkpoint.adapter;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.tensor.Shape;

/// The files of an adapter with the factors laid out as PEFT lays them. MLX keeps A as in × r and B
/// as r × out, and a matrix for each expert; llama.cpp keeps B of an embedding as width × r, which
/// is A transposed. Sources: mlx-lm 0.32, `tuner/lora.py`; llama.cpp, `convert_lora_to_gguf.py`.
///
/// A factor is read whole when a reader is opened, since any block of it has elements from all
/// over.
final class RelaidFactors implements Checkpoint {
    /// Where the elements of a factor lie among the stored ones.
    private enum Order {
        /// Rows and columns exchanged.
        TRANSPOSED,
        /// Matrices one below the other, as one.
        STACKED,
        /// Matrices side by side: the first columns of all, then the second, and so on.
        SIDE_BY_SIDE
    }

    private record Relaid(Tensor stored, Order order) {}

    private final Checkpoint files;
    private final List<Tensor> tensors = new ArrayList<>();
    private final Map<String, Tensor> byName = new HashMap<>();
    private final Map<String, Relaid> relaid = new HashMap<>();

    private RelaidFactors(Checkpoint files) {
        this.files = files;
    }

    /// Returns the files as PEFT lays the factors; themselves if they lie so.
    static Checkpoint over(Checkpoint files) {
        RelaidFactors view = new RelaidFactors(files);
        files.tensors().forEach(view::add);
        return view.relaid.isEmpty() ? files : view;
    }

    /// Returns how many matrices the stored factors of a module hold; 1 if they are matrices.
    static int experts(Checkpoint files, Tensor factor) {
        Relaid own = files instanceof RelaidFactors view ? view.relaid.get(factor.name()) : null;
        return own == null || own.stored().shape().rank() != 3
                ? 1
                : (int) own.stored().shape().size(0);
    }

    private void add(Tensor tensor) {
        Tensor shown = tensor;
        FactorKey key = FactorKey.of(tensor.name());
        boolean isLeft = key.part() == FactorKey.Part.A;
        if (key.isFactor() && tensor.dtype().bits() % 8 == 0) {
            boolean embedding = FactorKey.isEmbedding(key.module());
            if (key.dialect() == Dialect.MLX && tensor.shape().rank() == 3) {
                shown = stack(tensor, isLeft);
            } else if (tensor.shape().rank() == 2
                    && ((key.dialect() == Dialect.MLX && !embedding)
                            || (key.dialect() == Dialect.GGUF && embedding && isLeft))) {
                Shape shape = tensor.shape();
                shown =
                        new Tensor(
                                tensor.name(),
                                tensor.dtype(),
                                Shape.of(shape.size(1), shape.size(0)));
                relaid.put(tensor.name(), new Relaid(tensor, Order.TRANSPOSED));
            }
        }
        tensors.add(shown);
        byName.put(shown.name(), shown);
    }

    private Tensor stack(Tensor tensor, boolean isLeft) {
        Shape shape = tensor.shape();
        long experts = shape.size(0);
        if (experts > Integer.MAX_VALUE) {
            return tensor;
        }
        relaid.put(tensor.name(), new Relaid(tensor, isLeft ? Order.STACKED : Order.SIDE_BY_SIDE));
        return new Tensor(
                tensor.name(),
                tensor.dtype(),
                isLeft
                        ? Shape.of(experts * shape.size(1), shape.size(2))
                        : Shape.of(shape.size(1), experts * shape.size(2)));
    }

    @Override
    public About about() {
        return files.about();
    }

    @Override
    public List<Tensor> tensors() {
        return List.copyOf(tensors);
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Override
    public Stored stored(Tensor tensor) {
        Relaid own = relaid.get(tensor.name());
        return files.stored(own == null ? tensor : own.stored());
    }

    @Override
    public Tied tied() {
        return files.tied();
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        Relaid own = relaid.get(tensor.name());
        if (own == null) {
            return files.reader(tensor);
        }
        if (own.order() == Order.STACKED) {
            return files.reader(own.stored());
        }
        return new Reader(tensor, own);
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        Relaid own = relaid.get(tensor.name());
        return own == null
                ? files.spans(tensor, first, count)
                : TensorSpans.whole(files, own.stored());
    }

    @Override
    public void close() {
        files.close();
    }

    /// Reads a factor whose elements lie elsewhere in the file.
    private final class Reader implements TensorReader {
        private final Tensor shown;
        private final Relaid own;
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment whole;

        Reader(Tensor shown, Relaid own) throws IOException {
            this.shown = shown;
            this.own = own;
            try {
                whole = arena.allocate(Math.max(1, own.stored().bytes()), 8);
                if (own.stored().elements() > 0) {
                    files.read(own.stored(), 0, whole.asSlice(0, own.stored().bytes()));
                }
            } catch (IOException | RuntimeException | Error e) {
                arena.close();
                throw e;
            }
        }

        @Override
        public void read(long first, MemorySegment target) {
            WeightsFile.offsetWithin(shown, first, target.byteSize());
            int bytes = shown.dtype().bytes();
            long columns = shown.shape().size(1);
            long count = target.byteSize() / bytes;
            for (long i = 0; i < count; i++) {
                long at = place((first + i) / columns, (first + i) % columns);
                MemorySegment.copy(whole, at * bytes, target, i * bytes, bytes);
            }
        }

        private long place(long row, long column) {
            Shape stored = own.stored().shape();
            if (own.order() == Order.TRANSPOSED) {
                return column * stored.size(1) + row;
            }
            long experts = stored.size(0);
            long expert = column % experts;
            return (expert * stored.size(1) + row) * stored.size(2) + column / experts;
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
