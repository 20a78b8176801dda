package org.taskvectors.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// A model whose logits follow a formula of the text, and that counts what it reads.
public final class FormulaRunner implements Runner {
    /// The logits that follow a text.
    @FunctionalInterface
    public interface Formula {
        float[] after(List<Integer> text);
    }

    private final Architecture architecture;
    private final Formula formula;

    /// How many tokens each call read.
    final List<Integer> reads = new ArrayList<>();

    /// How many sequences are open.
    int open;

    public FormulaRunner(int vocabulary, int context, Formula formula) {
        this.architecture = architecture(vocabulary, context);
        this.formula = formula;
    }

    static Architecture architecture(int vocabulary, int context) {
        return new Architecture(
                "Formula",
                1,
                8,
                1,
                1,
                8,
                8,
                vocabulary,
                context,
                1e-5,
                Architecture.Norm.RMS,
                0,
                Architecture.Activation.SILU,
                true,
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                List.of(0),
                1,
                0,
                0,
                1,
                false,
                false,
                true);
    }

    /// Follows a script: the token at each place of the text is the one that is expected there.
    public static FormulaRunner script(int vocabulary, int context, int... tokens) {
        return new FormulaRunner(
                vocabulary,
                context,
                text -> {
                    float[] logits = new float[vocabulary];
                    if (text.size() < tokens.length) {
                        logits[tokens[text.size()]] = 20;
                    }
                    return logits;
                });
    }

    /// Logits that look random and depend on the last three tokens, and on a salt.
    public static FormulaRunner scrambled(int vocabulary, int context, int salt) {
        return new FormulaRunner(
                vocabulary,
                context,
                text -> {
                    int last = text.subList(Math.max(0, text.size() - 3), text.size()).hashCode();
                    float[] logits = new float[vocabulary];
                    for (int i = 0; i < vocabulary; i++) {
                        long bits = TokenRandom.bits(last * 31L + salt, i);
                        logits[i] = (bits >> 40) * 0x1p-21f;
                    }
                    return logits;
                });
    }

    @Override
    public Architecture architecture() {
        return architecture;
    }

    @Override
    public Sequence sequence(int capacity) {
        open++;
        return new Text(capacity);
    }

    @Override
    public void readTogether(
            List<int[]> texts, int[] wanted, TextTaker taker, Cancellation cancellation)
            throws CancelledException {
        cancellation.check();
        reads.add(TokenTrie.of(texts).size());
        for (int number = 0; number < texts.size(); number++) {
            List<Integer> text = IntStream.of(texts.get(number)).boxed().toList();
            for (int token = text.size() - wanted[number]; token < text.size(); token++) {
                taker.take(number, token, formula.after(text.subList(0, token + 1)));
            }
        }
    }

    private final class Text implements Sequence {
        private final int capacity;
        private final List<Integer> text = new ArrayList<>();

        Text(int capacity) {
            this.capacity = capacity;
        }

        @Override
        public int length() {
            return text.size();
        }

        @Override
        public int capacity() {
            return capacity;
        }

        @Override
        public void cut(int length) {
            text.subList(length, text.size()).clear();
        }

        @Override
        public void read(int[] tokens, int wanted, LogitsTaker taker, Cancellation cancellation)
                throws CancelledException {
            cancellation.check();
            if (text.size() + tokens.length > capacity) {
                throw new IllegalArgumentException("no room");
            }
            reads.add(tokens.length);
            IntStream.of(tokens).forEach(text::add);
            for (int i = tokens.length - wanted; i < tokens.length; i++) {
                int end = text.size() - tokens.length + i + 1;
                taker.take(i, formula.after(text.subList(0, end)));
            }
        }

        @Override
        public void layers(int[] tokens, int wanted, LayerTaker taker, Cancellation cancellation)
                throws CancelledException {
            read(tokens, wanted, (at, logits) -> taker.take(0, at, logits), cancellation);
        }

        @Override
        public void close() {
            open--;
        }
    }
}
