package org.taskvectors.device.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Runner;
import org.taskvectors.inference.gradient.GradientDevice;
import org.taskvectors.inference.gradient.Gradients;
import org.taskvectors.inference.gradient.Optimizer;
import org.taskvectors.inference.gradient.Pack;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Trains on the processor through libtorch's autograd. The model's weights and the trained numbers
/// lie in the program's memory, which libtorch sees.
///
/// A pass goes layer by layer. The loss is taken in parts of its rows, each with its own way back
/// to what the last layer made, so that logits of few rows are in memory at a time; from there the
/// gradient goes back through the layers. Where layers are computed again, only what enters each is
/// kept on the way forth.
final class TorchGradients implements Gradients {
    /// What a norm is enlarged by before it divides, as in PyTorch's `clip_grad_norm_`.
    private static final double CLIP_EPSILON = 1e-6;

    private final GradientModel model;
    private final boolean recomputes;

    TorchGradients(GradientModel model, GradientDevice.Options options) {
        this.model = model;
        this.recomputes = options.recomputes();
    }

    /// {@inheritDoc}
    ///
    /// Parts of the pack go forth and back at once, each on threads of its own: the processor's
    /// threads would wait for each other after each operator if they shared them.
    @Override
    public double add(Pack pack, double weight, long seed, Cancellation cancellation)
            throws Failure, CancelledException {
        List<Pack> packs = PackParts.of(pack, model.parts());
        double[] losses = new double[packs.size()];
        model.team()
                .run(
                        packs.size(),
                        cancellation,
                        part ->
                                losses[part] =
                                        add(part, packs.get(part), weight, seed, cancellation));
        return DoubleStream.of(losses).sum();
    }

    private double add(int part, Pack pack, double weight, long seed, Cancellation cancellation)
            throws CancelledException {
        try (GradientModel.Pass pass = model.pass(part, pack.texts(), rows(pack), true)) {
            return new Step(pass, pack, weight, seed, cancellation).run();
        }
    }

    /// Returns which of a pack's tokens are followed by an answer.
    private static int[] rows(Pack pack) {
        List<Integer> rows = new ArrayList<>();
        int first = 0;
        for (boolean[] learned : pack.learned()) {
            for (int i = 1; i < learned.length; i++) {
                if (learned[i]) {
                    rows.add(first + i - 1);
                }
            }
            first += learned.length;
        }
        return rows.stream().mapToInt(Integer::intValue).toArray();
    }

    private static <T> T onDevice(Supplier<T> work) throws Failure {
        try {
            return work.get();
        } catch (EngineException e) {
            throw TorchFailures.of(e, TorchPlace.PROCESSOR);
        }
    }

    /// The way forth and back of one pack.
    private final class Step {
        private final GradientModel.Pass pass;
        private final Pack pack;
        private final float weight;
        private final long seed;
        private final Cancellation cancellation;

        Step(
                GradientModel.Pass pass,
                Pack pack,
                double weight,
                long seed,
                Cancellation cancellation) {
            this.pass = pass;
            this.pack = pack;
            this.weight = (float) weight;
            this.seed = seed;
            this.cancellation = cancellation;
        }

        double run() throws CancelledException {
            boolean before = JniUtils.isGradMode();
            try {
                JniUtils.setGradMode(!recomputes);
                List<NDArray> entered = forth();
                JniUtils.setGradMode(true);
                NDArray made = entered.getLast();
                NDArray leaf = made.stopGradient();
                leaf.setRequiresGradient(true);
                double loss = loss(leaf);
                back(entered, leaf.getGradient());
                return loss;
            } finally {
                JniUtils.setGradMode(before);
            }
        }

        /// Returns what enters each layer, and last what the last layer made.
        private List<NDArray> forth() throws CancelledException {
            List<NDArray> entered = new ArrayList<>();
            NDArray hidden = pass.embedded();
            entered.add(hidden);
            for (int layer = 0; layer < model.layers(); layer++) {
                cancellation.check();
                hidden = layer(layer, hidden);
                entered.add(hidden);
            }
            return entered;
        }

        private NDArray layer(int layer, NDArray hidden) {
            if (model.drops()) {
                JniUtils.setSeed(seed + layer);
            }
            return pass.layer(layer, hidden);
        }

        private double loss(NDArray leaf) throws CancelledException {
            int[] targets = targets();
            double sum = 0;
            for (int from = 0; from < targets.length; from += model.rowsAtOnce()) {
                cancellation.check();
                int to = Math.min(from + model.rowsAtOnce(), targets.length);
                try (NDArray loss = pass.loss(leaf, from, to, targets)) {
                    sum += loss.getFloat();
                    back(loss, pass.number(weight));
                }
            }
            return sum;
        }

        private int[] targets() {
            List<Integer> targets = new ArrayList<>();
            for (int i = 0; i < pack.texts().size(); i++) {
                for (int j = 1; j < pack.texts().get(i).length; j++) {
                    if (pack.learned().get(i)[j]) {
                        targets.add(pack.texts().get(i)[j]);
                    }
                }
            }
            return targets.stream().mapToInt(Integer::intValue).toArray();
        }

        private void back(List<NDArray> entered, NDArray gradient) throws CancelledException {
            if (!recomputes) {
                cancellation.check();
                back(entered.getLast(), gradient);
                return;
            }
            NDArray onward = gradient;
            for (int layer = model.layers() - 1; layer >= 0; layer--) {
                cancellation.check();
                // What goes into the first layer is trained only where the embedding is.
                boolean goesOn = layer > 0 || model.trainsEmbedding();
                NDArray leaf = entered.get(layer).stopGradient();
                leaf.setRequiresGradient(goesOn);
                try (NDArray made = layer(layer, leaf)) {
                    back(made, onward);
                }
                onward.close();
                onward = goesOn ? leaf.getGradient() : leaf;
                entered.get(layer + 1).close();
            }
            if (model.trainsEmbedding()) {
                back(pass.embedded(), onward);
            }
        }

        private static void back(NDArray from, NDArray gradient) {
            JniUtils.backward((PtNDArray) from, (PtNDArray) gradient, false, false);
        }
    }

    @Override
    public void forget() {
        model.forget();
    }

    @Override
    public double norm() throws Failure {
        return onDevice(
                () -> {
                    model.gather();
                    double sum = 0;
                    for (NDArray gradient : model.gradients()) {
                        sum += model.square(gradient);
                    }
                    return Math.sqrt(sum);
                });
    }

    @Override
    public void update(Optimizer optimizer, int step, double rate) throws Failure {
        double norm = optimizer.clip() > 0 ? norm() : 0;
        double clip =
                optimizer.clip() > 0 ? Math.min(1, optimizer.clip() / (norm + CLIP_EPSILON)) : 1;
        Numbers numbers =
                new Numbers(
                        clip,
                        1 - rate * optimizer.decay(),
                        optimizer.beta1(),
                        optimizer.beta2(),
                        Math.sqrt(1 - Math.pow(optimizer.beta2(), step)),
                        optimizer.epsilon(),
                        rate / (1 - Math.pow(optimizer.beta1(), step)));
        onDevice(
                () -> {
                    model.gather();
                    model.update(numbers.values());
                    return true;
                });
        forget();
    }

    /// The numbers of the optimizer's method, in its order.
    private record Numbers(
            double clip,
            double shrink,
            double beta1,
            double beta2,
            double root,
            double epsilon,
            double step) {
        double[] values() {
            return new double[] {clip, shrink, beta1, beta2, root, epsilon, step};
        }
    }

    /// The state is what libtorch computes with.
    @Override
    public void fetch() {}

    @Override
    public void take() {}

    @Override
    public Runner runner() {
        return new GradientRunner(model);
    }

    @Override
    public void close() {
        model.close();
    }
}
