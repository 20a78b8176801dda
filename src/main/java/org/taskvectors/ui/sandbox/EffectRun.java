package org.taskvectors.ui.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.evaluation.token.EffectReport;
import org.taskvectors.evaluation.token.TextEffect;
import org.taskvectors.evaluation.token.Texts;
import org.taskvectors.evaluation.token.Windowing;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.Side;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.ui.common.HomePath;

/// One measurement of what vectors say over a text, as things stood when it was asked for.
///
/// @param model what reads
/// @param knobs as the vectors are turned for it
/// @param base the base's name
/// @param formula the edited side
/// @param file the text; empty for what is shown
/// @param split how the file is cut
/// @param most how many tokens of the file are read at most; 0 for all
/// @param shown the tokens of prompt and answer; empty before anything was answered
/// @param question the prompt as it is filled in, which is read where there is no answer
record EffectRun(
        SandboxModel model,
        List<Knob> knobs,
        String base,
        String formula,
        Optional<Path> file,
        Texts.Split split,
        int most,
        Optional<List<Integer>> shown,
        Optional<Question> question) {
    /// The longest window that a file is read in: each token has at least half of it before it.
    private static final int WINDOW = 1024;

    private static final String HERE = "this prompt and answer";

    /// Reads the text with both sides, off the window's thread.
    EffectReport measure(Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        Texts texts = read(cancellation);
        int longest = texts.tokens().stream().mapToInt(List::size).max().orElse(0);
        int length = file().isPresent() ? Math.min(WINDOW, model.context()) : model.context();
        int stride = longest - 1 > length ? Math.max(1, length / 2) : length;
        String windows =
                longest - 1 > length
                        ? "windows of " + length + " tokens with a stride of " + stride
                        : "";
        synchronized (model) {
            if (!model.knobs().equals(knobs())) {
                model.turn(knobs(), new Progress(), cancellation);
            }
            TextEffect effect =
                    model.effect(
                            texts.tokens().stream()
                                    .map(each -> new TextEffect.Measured(each, 1))
                                    .toList(),
                            Optional.of(new Windowing(length, stride)),
                            progress,
                            cancellation);
            String source = file().map(HomePath::of).orElse(source());
            return EffectReport.of(
                    effect,
                    texts.tokens(),
                    new EffectReport.Setting(
                            base(),
                            formula(),
                            model.fingerprint(Side.BASE),
                            model.fingerprint(Side.EDITED),
                            source,
                            windows,
                            texts.leftOut()));
        }
    }

    private String source() {
        return shown().isPresent() ? HERE : "this prompt, which has no answer yet";
    }

    private Texts read(Cancellation cancellation) throws IOException, CancelledException {
        if (file().isPresent()) {
            return model.texts(file().get(), split(), most(), cancellation);
        }
        if (shown().isPresent()) {
            return new Texts(List.of(shown().get()), "");
        }
        Question question = question().orElseThrow();
        List<Integer> prompt = model.render(question.form(), question.input(), Side.EDITED).ids();
        int room = Math.min(prompt.size(), model.context());
        return new Texts(
                List.of(prompt.subList(0, room)),
                room < prompt.size() ? prompt.size() - room + " tokens at the prompt's end" : "");
    }
}
