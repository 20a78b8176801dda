package org.taskvectors.training;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.IntToDoubleFunction;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.FormulaRunner;
import org.taskvectors.inference.Runner;
import org.taskvectors.inference.gradient.FrozenBase;
import org.taskvectors.inference.gradient.GradientDevice;
import org.taskvectors.inference.gradient.Gradients;
import org.taskvectors.inference.gradient.Optimizer;
import org.taskvectors.inference.gradient.Pack;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.inference.gradient.TrainedTensor;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.SeededNumbers;
import org.taskvectors.ui.evaluate.Options;

/// Trains a toy in place of a decoder: a token's logits follow from the token before it alone, by
/// the very factors (magnitudes, weights) that a plan names. Gradients are exact, sums in float64,
/// numbers in float32 of its own, which `fetch` brings home as a device's memory would.
final class ToyDevice implements GradientDevice {
    /// The answer of the toy to a token follows a made feature of it: of the inputs, and of the
    /// outputs for the token that is predicted.
    private static final double FEATURE = 0.7;

    private final int vocabulary;

    /// Called before each pack, with the number of packs since the device was made.
    interface Hook {
        void before(int pack) throws Failure, CancelledException;
    }

    Hook hook = _ -> {};

    /// What a loss is multiplied by at a pack.
    IntToDoubleFunction factor = _ -> 1;

    /// What the gradient's norm is multiplied by.
    DoubleSupplier normFactor = () -> 1;

    /// The options that it was opened with.
    final List<Options> opened = new ArrayList<>();

    /// How many of its models are open.
    int open;

    int packs;

    ToyDevice(int vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public String label() {
        return "Toy";
    }

    @Override
    public Gradients open(
            FrozenBase base,
            TrainedPlan plan,
            TrainedState state,
            Options options,
            Cancellation cancellation) {
        opened.add(options);
        open++;
        return new Toy(plan, state);
    }

    private final class Toy implements Gradients {
        private final TrainedPlan plan;
        private final TrainedState state;
        private final int count;
        private final float[] numbers;
        private final float[] means;
        private final float[] squares;
        private double[] gradient;

        Toy(TrainedPlan plan, TrainedState state) {
            this.plan = plan;
            this.state = state;
            count = (int) plan.numbers();
            numbers = new float[count];
            means = new float[count];
            squares = new float[count];
            gradient = new double[count];
            take();
        }

        @Override
        public void take() {
            copy(state.numbers(), numbers);
            copy(state.means(), means);
            copy(state.squares(), squares);
        }

        private void copy(MemorySegment from, float[] to) {
            MemorySegment.copy(from, ValueLayout.JAVA_FLOAT, 0, to, 0, count);
        }

        @Override
        public void fetch() {
            MemorySegment.copy(numbers, 0, state.numbers(), ValueLayout.JAVA_FLOAT, 0, count);
            MemorySegment.copy(means, 0, state.means(), ValueLayout.JAVA_FLOAT, 0, count);
            MemorySegment.copy(squares, 0, state.squares(), ValueLayout.JAVA_FLOAT, 0, count);
        }

        @Override
        public void forget() {
            gradient = new double[count];
        }

        @Override
        public double norm() {
            double sum = 0;
            for (double one : gradient) {
                sum += one * one;
            }
            return Math.sqrt(sum) * normFactor.getAsDouble();
        }

        /// AdamW as PyTorch computes it.
        @Override
        public void update(Optimizer optimizer, int step, double rate) {
            double norm = norm();
            double clip = optimizer.clip() > 0 ? Math.min(1, optimizer.clip() / (norm + 1e-6)) : 1;
            double first = 1 - Math.pow(optimizer.beta1(), step);
            double second = 1 - Math.pow(optimizer.beta2(), step);
            for (int i = 0; i < count; i++) {
                double g = gradient[i] * clip;
                means[i] = (float) (optimizer.beta1() * means[i] + (1 - optimizer.beta1()) * g);
                squares[i] =
                        (float) (optimizer.beta2() * squares[i] + (1 - optimizer.beta2()) * g * g);
                double number = numbers[i] * (1 - rate * optimizer.decay());
                numbers[i] =
                        (float)
                                (number
                                        - rate
                                                * (means[i] / first)
                                                / (Math.sqrt(squares[i] / second)
                                                        + optimizer.epsilon()));
            }
            forget();
        }

        @Override
        public double add(Pack pack, double weight, long seed, Cancellation cancellation)
                throws Failure, CancelledException {
            hook.before(packs);
            cancellation.check();
            double loss = 0;
            for (int text = 0; text < pack.texts().size(); text++) {
                int[] tokens = pack.texts().get(text);
                for (int at = 1; at < tokens.length; at++) {
                    if (pack.learned().get(text)[at]) {
                        loss += learn(tokens[at - 1], tokens[at], weight, seed + text);
                    }
                }
            }
            return loss * factor.applyAsDouble(packs++);
        }

        private double learn(int before, int answer, double weight, long seed) {
            double[] logits = logits(before, seed);
            double largest = Double.NEGATIVE_INFINITY;
            for (double logit : logits) {
                largest = Math.max(largest, logit);
            }
            double sum = 0;
            for (double logit : logits) {
                sum += Math.exp(logit - largest);
            }
            double[] slopes = new double[vocabulary];
            for (int token = 0; token < vocabulary; token++) {
                slopes[token] =
                        weight
                                * (Math.exp(logits[token] - largest) / sum
                                        - (token == answer ? 1 : 0));
            }
            back(before, slopes, seed);
            return -(logits[answer] - largest - Math.log(sum));
        }

        /// A number between −1 and 1 that looks random.
        private static double feature(String name, int token, int at) {
            return FEATURE * (2 * SeededNumbers.of(token, name, at).unit(0) - 1);
        }

        /// The feature of a token as a tensor's input sees it, with dropout.
        private double input(TrainedTensor a, int token, int at, long seed) {
            boolean isDropped =
                    seed != 0
                            && SeededNumbers.of(seed, a.slot().name(), at).unit(0) < plan.dropout();
            return isDropped
                    ? 0
                    : feature("in " + a.slot().name(), token, at)
                            / (seed != 0 ? 1 - plan.dropout() : 1);
        }

        private double number(TrainedTensor tensor, long at) {
            return numbers[(int) (tensor.offset() + at)];
        }

        private double[] logits(int before, long seed) {
            double[] logits = new double[vocabulary];
            for (TrainedTensor tensor : plan.tensors()) {
                switch (tensor.part()) {
                    case B -> {
                        double[] hidden = hidden(tensor, before, seed);
                        double[] outputs = outputs(tensor, hidden);
                        for (int token = 0; token < vocabulary; token++) {
                            for (int o = 0; o < outputs.length; o++) {
                                logits[token] +=
                                        plan.scale() * outputs[o] * feature("out", token, o);
                            }
                        }
                    }
                    case MAGNITUDE, WHOLE -> {
                        for (int token = 0; token < vocabulary; token++) {
                            logits[token] +=
                                    number(tensor, place(tensor, before, token))
                                            * feature("mark", token, before);
                        }
                    }
                    case A -> {}
                }
            }
            return logits;
        }

        private static long place(TrainedTensor tensor, int before, int token) {
            return (31L * before + token) % tensor.count();
        }

        private double[] hidden(TrainedTensor b, int before, long seed) {
            TrainedTensor a = plan.find(b.slot().place(), TrainedTensor.Part.A).orElseThrow();
            int inputs = (int) a.shape().size(1);
            double[] hidden = new double[plan.rank()];
            for (int k = 0; k < hidden.length; k++) {
                for (int i = 0; i < inputs; i++) {
                    hidden[k] += number(a, (long) k * inputs + i) * input(a, before, i, seed);
                }
            }
            return hidden;
        }

        private double[] outputs(TrainedTensor b, double[] hidden) {
            double[] outputs = new double[(int) b.shape().size(0)];
            for (int o = 0; o < outputs.length; o++) {
                for (int k = 0; k < hidden.length; k++) {
                    outputs[o] += number(b, (long) o * hidden.length + k) * hidden[k];
                }
            }
            return outputs;
        }

        private void back(int before, double[] slopes, long seed) {
            for (TrainedTensor tensor : plan.tensors()) {
                switch (tensor.part()) {
                    case B -> backFactors(tensor, before, slopes, seed);
                    case MAGNITUDE, WHOLE -> {
                        for (int token = 0; token < vocabulary; token++) {
                            gradient[(int) (tensor.offset() + place(tensor, before, token))] +=
                                    slopes[token] * feature("mark", token, before);
                        }
                    }
                    case A -> {}
                }
            }
        }

        private void backFactors(TrainedTensor b, int before, double[] slopes, long seed) {
            TrainedTensor a = plan.find(b.slot().place(), TrainedTensor.Part.A).orElseThrow();
            int rank = plan.rank();
            int inputs = (int) a.shape().size(1);
            int outputs = (int) b.shape().size(0);
            double[] hidden = hidden(b, before, seed);
            double[] byHidden = new double[rank];
            for (int o = 0; o < outputs; o++) {
                double byOutput = 0;
                for (int token = 0; token < vocabulary; token++) {
                    byOutput += plan.scale() * slopes[token] * feature("out", token, o);
                }
                for (int k = 0; k < rank; k++) {
                    gradient[(int) (b.offset() + (long) o * rank + k)] += byOutput * hidden[k];
                    byHidden[k] += byOutput * number(b, (long) o * rank + k);
                }
            }
            for (int k = 0; k < rank; k++) {
                for (int i = 0; i < inputs; i++) {
                    gradient[(int) (a.offset() + (long) k * inputs + i)] +=
                            byHidden[k] * input(a, before, i, seed);
                }
            }
        }

        @Override
        public Runner runner() {
            return new FormulaRunner(
                    vocabulary,
                    64,
                    text -> {
                        double[] logits = logits(text.getLast(), 0);
                        float[] floats = new float[vocabulary];
                        for (int i = 0; i < vocabulary; i++) {
                            floats[i] = (float) logits[i];
                        }
                        return floats;
                    });
        }

        @Override
        public void close() {
            open--;
        }
    }
}
