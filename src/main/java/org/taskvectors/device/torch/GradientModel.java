package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.Weights;
import org.taskvectors.inference.gradient.FrozenBase;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.tensor.DType;

/// A model's weights and its trained numbers as tensors, and the calls of its methods.
final class GradientModel implements AutoCloseable {
    /// Logits that are made at once, as float32; on the way back there are three times as many.
    private static final long LOGIT_BYTES = 64L << 20;

    /// The names by which lists reach a script's method.
    private static final String WEIGHTS = "w[]";

    private static final String TRAINED = "f[]";

    private final TorchTeam team;
    private final BoundModel model;
    private final GradientScript text;
    private final Script script;
    private final Tensors tensors;
    private final boolean drops;
    private final Embedding embedding;
    private final Map<Weights, NDArray> weights = new ConcurrentHashMap<>();
    private final List<Trained> all = new ArrayList<>();
    private final List<Map<Leaf, NDArray>> parts = new ArrayList<>();
    private final Optional<ExpandedLayers> expanded;
    private final NDArray noWeights;
    private final NDArray noTrained;

    /// Numbers that are trained, with the optimizer's means.
    private record Trained(Leaf leaf, NDArray numbers, NDArray means, NDArray squares) {}

    /// @param parts how many passes may take gradients at once: each takes its own by the same
    ///   numbers
    GradientModel(
            Libtorch torch,
            FrozenBase base,
            TrainedPlan plan,
            TrainedState state,
            int threads,
            int parts)
            throws Failure {
        this.team = TorchTeam.of(torch, threads);
        this.model = base.model();
        this.drops = plan.dropout() > 0;
        this.embedding = new Embedding(model);
        Leaves leaves = Leaves.of(plan, slot -> model.weights(slot.place()).orElseThrow());
        this.text = GradientScript.of(model, plan, leaves);
        this.script = Script.of(text.text());
        this.tensors = torch.tensors();
        this.expanded =
                base.fourBit().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new ExpandedLayers(base.fourBit().get(), text.reading(), threads));
        this.noWeights = named(tensors.floats(new float[1], 1), WEIGHTS);
        this.noTrained = named(tensors.floats(new float[1], 1), TRAINED);
        for (int part = 0; part < parts; part++) {
            Map<Leaf, NDArray> numbers = new HashMap<>();
            leaves.all().forEach(leaf -> numbers.put(leaf, trained(leaf, state)));
            this.parts.add(numbers);
        }
        for (Leaf leaf : leaves.all()) {
            all.add(
                    new Trained(
                            leaf,
                            numbers(0, leaf),
                            part(leaf, state.means()),
                            part(leaf, state.squares())));
        }
    }

    private static NDArray named(NDArray tensor, String name) {
        tensor.setName(name);
        return tensor;
    }

    private NDArray trained(Leaf leaf, TrainedState state) {
        NDArray numbers = named(part(leaf, state.numbers()), TRAINED);
        numbers.setRequiresGradient(true);
        return numbers;
    }

    private NDArray numbers(int part, Leaf leaf) {
        return Optional.ofNullable(parts.get(part).get(leaf)).orElseThrow();
    }

    private NDArray part(Leaf leaf, MemorySegment memory) {
        return tensors.floats(
                memory.asSlice(Tensors.bytes(leaf.offset()), Tensors.bytes(leaf.count())),
                leaf.sizes().stream().mapToLong(Long::longValue).toArray());
    }

    Architecture architecture() {
        return model.architecture();
    }

    int layers() {
        return model.layers().size();
    }

    boolean drops() {
        return drops;
    }

    boolean trainsEmbedding() {
        return text.embedding().isPresent();
    }

    /// Returns the threads that pass through the model.
    TorchTeam team() {
        return team;
    }

    /// Returns how many passes may take gradients at once.
    int parts() {
        return parts.size();
    }

    int rowsAtOnce() {
        return (int) Math.max(1, LOGIT_BYTES / Tensors.bytes(architecture().vocabulary()));
    }

    /// Adds the gradients of all parts up in the first one's, part by part.
    void gather() {
        for (Map<Leaf, NDArray> part : parts.subList(1, parts.size())) {
            for (Trained one : all) {
                NDArray numbers = Optional.ofNullable(part.get(one.leaf())).orElseThrow();
                try (Tensors memory = tensors.within();
                        NDArray sum = one.numbers().getGradient();
                        NDArray more = numbers.getGradient()) {
                    script.call(memory, "gathered", Script.tensor(sum), Script.tensor(more));
                }
            }
        }
    }

    /// Returns the gradients, those of all parts after [#gather].
    List<NDArray> gradients() {
        return all.stream().map(one -> one.numbers().getGradient()).toList();
    }

    /// Makes all gradients zero.
    void forget() {
        for (Map<Leaf, NDArray> part : parts) {
            for (NDArray numbers : part.values()) {
                try (Tensors memory = tensors.within();
                        NDArray gradient = numbers.getGradient()) {
                    script.call(memory, "forget", Script.tensor(gradient));
                }
            }
        }
    }

    /// Returns the gradient by some of the trained numbers, which belong to one leaf.
    float[] gradient(long offset, int count) {
        for (Trained one : all) {
            long from = offset - one.leaf().offset();
            if (from >= 0 && from < one.leaf().count()) {
                try (NDArray gradient = one.numbers().getGradient()) {
                    float[] numbers = gradient.toFloatArray();
                    return Arrays.copyOfRange(numbers, (int) from, (int) from + count);
                }
            }
        }
        throw new IllegalArgumentException("number " + offset + " is not trained");
    }

    /// Returns the sum of a gradient's squares.
    double square(NDArray gradient) {
        try (Tensors memory = tensors.within();
                gradient) {
            return script.call(memory, "square", Script.tensor(gradient)).getDouble();
        }
    }

    /// Takes a step of the optimizer.
    ///
    /// @param numbers of its method, in order
    void update(double... numbers) {
        for (Trained one : all) {
            try (Tensors memory = tensors.within();
                    NDArray gradient = one.numbers().getGradient()) {
                Stream<IValue> arrays =
                        Stream.of(one.numbers(), gradient, one.means(), one.squares())
                                .map(Script::tensor);
                Stream<IValue> values = Arrays.stream(numbers).mapToObj(IValue::from);
                script.call(memory, "adamw", Stream.concat(arrays, values).toArray(IValue[]::new));
            }
        }
    }

    /// @param room where matrices stand that the base holds in four bits
    private List<NDArray> lists(
            GradientScript.Call call, int part, Optional<ExpandedLayers.Room> room) {
        List<NDArray> lists = new ArrayList<>();
        call.weights()
                .forEach(one -> lists.add(frozen(room.flatMap(in -> in.place(one)).orElse(one))));
        if (call.weights().isEmpty()) {
            lists.add(noWeights);
        }
        lists.addAll(leaves(call, part));
        return lists;
    }

    private List<NDArray> leaves(GradientScript.Call call, int part) {
        return call.trained().isEmpty()
                ? List.of(noTrained)
                : call.trained().stream().map(leaf -> numbers(part, leaf)).toList();
    }

    private NDArray frozen(Weights one) {
        return weights.computeIfAbsent(one, this::alias);
    }

    private NDArray alias(Weights one) {
        NDArray flat = tensors.over(one.memory(), one.dtype(), one.shape().sizes());
        return named(
                one.dtype() == DType.BF16 ? script.forward(tensors, "frozen16", flat) : flat,
                WEIGHTS);
    }

    /// Begins to read texts.
    ///
    /// @param part whose gradients are taken
    /// @param rows the tokens after which something is asked, counted through all texts
    /// @param isTrained whether with dropout
    Pass pass(int part, List<int[]> texts, int[] rows, boolean isTrained) {
        return new Pass(part, new PaddedPack(texts), rows, isTrained);
    }

    /// Some texts on their way through the model. Its tensors are gone once it is closed.
    final class Pass implements AutoCloseable {
        private final int part;
        private final PaddedPack pack;
        private final boolean isTrained;
        private final Tensors memory = tensors.within();
        private final Rotation rotation;
        private final NDArray pad;
        private final NDArray unpad;
        private final NDArray lastUnpad;
        private final NDArray rows;
        private final Map<Integer, NDArray> masks = new HashMap<>();
        private final Optional<ExpandedLayers.Room> room;

        Pass(int part, PaddedPack pack, int[] rows, boolean isTrained) {
            this.part = part;
            this.pack = pack;
            this.isTrained = isTrained;
            this.rotation = new Rotation(architecture(), this::floats, pack.positions());
            long[] places = pack.unpad();
            this.pad = memory.integers(pack.pad(), pack.size(), pack.longest());
            this.unpad = integers(places);
            this.lastUnpad = integers(IntStream.of(rows).mapToLong(row -> places[row]).toArray());
            this.rows = integers(IntStream.of(rows).asLongStream().toArray());
            this.room = expanded.map(ExpandedLayers::take);
        }

        private NDArray floats(float[] numbers, long... sizes) {
            return memory.floats(numbers, sizes);
        }

        private NDArray integers(long[] numbers) {
            return memory.integers(numbers, numbers.length);
        }

        /// Returns a number by itself.
        NDArray number(float value) {
            return memory.manager().create(value);
        }

        /// Returns what the first layer reads.
        NDArray embedded() {
            int[] tokens = pack.tokens();
            if (text.embedding().isEmpty()) {
                NDArray numbers =
                        floats(
                                embedding.of(tokens, pack.positions()),
                                tokens.length,
                                architecture().width());
                return script.forward(memory, "entered", numbers);
            }
            GradientScript.Call call = text.embedding().get();
            List<NDArray> arguments = new ArrayList<>();
            arguments.add(integers(longs(tokens)));
            arguments.add(integers(longs(pack.positions())));
            arguments.addAll(leaves(call, part));
            return script.forward(memory, call.method(), arguments.toArray(NDArray[]::new));
        }

        private static long[] longs(int[] numbers) {
            return IntStream.of(numbers).asLongStream().toArray();
        }

        NDArray layer(int layer, NDArray hidden) {
            boolean isLast = layer == layers() - 1;
            GradientScript.Call call = (isTrained ? text.training() : text.reading()).get(layer);
            room.ifPresent(in -> in.expand(call));
            Rotation.Angles angles = rotation.of(layer);
            List<NDArray> arguments = new ArrayList<>();
            arguments.add(hidden);
            arguments.addAll(lists(call, part, room));
            arguments.addAll(
                    List.of(
                            angles.cos(),
                            angles.sin(),
                            pad,
                            isLast ? lastUnpad : unpad,
                            rows,
                            mask(layer)));
            return script.forward(memory, call.method(), arguments.toArray(NDArray[]::new));
        }

        /// Layers with the same window share a mask.
        private NDArray mask(int layer) {
            return masks.computeIfAbsent(architecture().windows().get(layer), this::made);
        }

        private NDArray made(int window) {
            int n = pack.longest();
            float[] mask = new float[n * n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    boolean isHidden = j > i || (window > 0 && j <= i - window);
                    mask[i * n + j] = isHidden ? Float.NEGATIVE_INFINITY : 0;
                }
            }
            return floats(mask, n, n);
        }

        /// Returns the summed loss of some rows of what the last layer made.
        ///
        /// @param targets the tokens that follow all rows
        NDArray loss(NDArray hidden, int from, int to, int[] targets) {
            NDArray target = integers(longs(Arrays.copyOfRange(targets, from, to)));
            return head(text.loss(), hidden, from, to, List.of(target));
        }

        /// Returns the logits of some rows of what the last layer made, rows × vocabulary.
        NDArray logits(NDArray hidden, int from, int to) {
            return head(text.logits(), hidden, from, to, List.of());
        }

        private NDArray head(
                GradientScript.Call call, NDArray hidden, int from, int to, List<NDArray> last) {
            List<NDArray> arguments = new ArrayList<>();
            arguments.add(hidden);
            arguments.addAll(lists(call, part, Optional.empty()));
            arguments.add(integers(IntStream.range(from, to).asLongStream().toArray()));
            arguments.addAll(last);
            return script.forward(memory, call.method(), arguments.toArray(NDArray[]::new));
        }

        @Override
        public void close() {
            memory.close();
            room.ifPresent(ExpandedLayers.Room::close);
        }
    }

    @Override
    public void close() {
        team.close();
        tensors.close();
        script.close();
        expanded.ifPresent(ExpandedLayers::close);
    }
}
