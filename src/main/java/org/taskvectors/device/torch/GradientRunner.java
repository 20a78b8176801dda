package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Runner;
import org.taskvectors.inference.Sequence;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Reads texts with what is trained so far, as the training reads them but without dropout.
final class GradientRunner implements Runner {
    /// Tokens that are read at once.
    private static final int TOKENS = 512;

    private final GradientModel model;

    GradientRunner(GradientModel model) {
        this.model = model;
    }

    @Override
    public Architecture architecture() {
        return model.architecture();
    }

    @Override
    public Sequence sequence(int capacity) {
        throw new UnsupportedOperationException("a model in training reads texts whole");
    }

    @Override
    public void readTogether(
            List<int[]> texts, int[] wanted, TextTaker taker, Cancellation cancellation)
            throws CancelledException {
        check(texts, wanted);
        List<Range> packs = new ArrayList<>();
        for (int from = 0; from < texts.size(); ) {
            int to = from + 1;
            int tokens = texts.get(from).length;
            while (to < texts.size() && tokens + texts.get(to).length <= TOKENS) {
                tokens += texts.get(to).length;
                to++;
            }
            packs.add(new Range(from, to));
            from = to;
        }
        TextTaker inTurn = inTurn(taker);
        try {
            model.team()
                    .run(
                            packs.size(),
                            cancellation,
                            number -> {
                                Range pack = packs.get(number);
                                read(texts, pack.from(), pack.to(), wanted, inTurn, cancellation);
                            });
        } catch (Failure e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Some texts that are read at once.
    private record Range(int from, int to) {}

    /// What takes logits is called by one thread at a time.
    private static TextTaker inTurn(TextTaker taker) {
        Object lock = new Object();
        return (text, token, logits) -> {
            synchronized (lock) {
                taker.take(text, token, logits);
            }
        };
    }

    private void check(List<int[]> texts, int[] wanted) {
        for (int i = 0; i < texts.size(); i++) {
            int length = texts.get(i).length;
            if (length < 1 || length > architecture().context() || wanted[i] > length) {
                throw new IllegalArgumentException("text " + i + " has " + length + " tokens");
            }
            for (int token : texts.get(i)) {
                if (token < 0 || token >= architecture().vocabulary()) {
                    throw new IllegalArgumentException("token " + token + " is not known");
                }
            }
        }
    }

    /// A row of logits that is wanted.
    private record Row(int text, int token) {}

    private void read(
            List<int[]> texts,
            int from,
            int to,
            int[] wanted,
            TextTaker taker,
            Cancellation cancellation)
            throws CancelledException {
        List<Row> rows = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        int first = 0;
        for (int text = from; text < to; text++) {
            int length = texts.get(text).length;
            for (int token = length - wanted[text]; token < length; token++) {
                rows.add(new Row(text, token));
                places.add(first + token);
            }
            first += length;
        }
        if (rows.isEmpty()) {
            return;
        }
        boolean before = JniUtils.isGradMode();
        int[] kept = places.stream().mapToInt(Integer::intValue).toArray();
        try (GradientModel.Pass pass = model.pass(0, texts.subList(from, to), kept, false)) {
            JniUtils.setGradMode(false);
            NDArray hidden = pass.embedded();
            for (int layer = 0; layer < model.layers(); layer++) {
                cancellation.check();
                NDArray next = pass.layer(layer, hidden);
                hidden.close();
                hidden = next;
            }
            handOut(pass, hidden, rows, taker, cancellation);
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    private void handOut(
            GradientModel.Pass pass,
            NDArray hidden,
            List<Row> rows,
            TextTaker taker,
            Cancellation cancellation)
            throws CancelledException {
        float[] logits = new float[architecture().vocabulary()];
        for (int first = 0; first < rows.size(); first += model.rowsAtOnce()) {
            cancellation.check();
            int last = Math.min(first + model.rowsAtOnce(), rows.size());
            try (NDArray made = pass.logits(hidden, first, last)) {
                float[] all = made.toFloatArray();
                for (int row = first; row < last; row++) {
                    System.arraycopy(all, (row - first) * logits.length, logits, 0, logits.length);
                    taker.take(rows.get(row).text(), rows.get(row).token(), logits);
                }
            }
        }
    }
}
