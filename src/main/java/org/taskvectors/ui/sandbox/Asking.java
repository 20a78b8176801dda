package org.taskvectors.ui.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.Cut;
import org.taskvectors.inference.Position;
import org.taskvectors.inference.Prompts;
import org.taskvectors.inference.Side;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.sandbox.PromptForm;

/// One round of asking, off the window's thread: turns the vectors where they lie otherwise, scores
/// the labels, lets each side answer, and lays both sides over what was written.
final class Asking {
    /// Is told what comes, in order, on the thread that asks.
    interface Listener {
        /// @param fingerprint of what runs; empty as long as it is not known
        void fingerprint(Side side, String fingerprint);

        void labels(Side side, List<SideShown.LabelShare> labels);

        /// A side begins to answer.
        ///
        /// @param prompt the tokens that it reads
        void begins(Side side, List<Integer> prompt);

        /// The prompt as text, with what did not fit.
        void prompt(Side side, String text);

        void step(Side side, Answer.Step step);

        void answered(Side side, Answer answer);

        /// What a person should know of an answer, a sentence.
        void note(Side side, String note);

        void positions(Side side, List<Position> positions);
    }

    private final SandboxModel model;
    private final Question question;
    private final Listener listener;

    Asking(SandboxModel model, Question question, Listener listener) {
        this.model = model;
        this.question = question;
        this.listener = listener;
    }

    /// @param sides which of them answer
    void run(Set<Side> sides, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        turn(model, question, cancellation);
        for (Side side : List.of(Side.BASE, Side.EDITED)) {
            if (sides.contains(side)) {
                listener.fingerprint(side, "");
            }
        }
        Map<Side, Answer> answers = new EnumMap<>(Side.class);
        for (Side side : List.of(Side.BASE, Side.EDITED)) {
            if (sides.contains(side)) {
                answers.put(side, answer(side, progress, cancellation));
            }
        }
        // In turn, each position would bake the weights anew: asked for when it is wanted.
        if (!model.facts().isInTurn()) {
            for (Map.Entry<Side, Answer> each : answers.entrySet()) {
                listener.positions(each.getKey(), positions(model, each.getValue(), cancellation));
            }
        }
    }

    static void turn(SandboxModel model, Question question, Cancellation cancellation)
            throws IOException, CancelledException {
        if (!model.knobs().equals(question.knobs())) {
            model.turn(question.knobs(), new Progress(), cancellation);
        }
    }

    static List<SideShown.LabelShare> labels(
            SandboxModel model,
            Question question,
            Side side,
            SandboxModel.Rendered prompt,
            Cancellation cancellation)
            throws IOException, CancelledException {
        return labels(
                model, question.form(), side, prompt, question.decoding().cut(), cancellation);
    }

    /// Returns the shares of the labels; none where the form has none.
    static List<SideShown.LabelShare> labels(
            SandboxModel model,
            PromptForm form,
            Side side,
            SandboxModel.Rendered prompt,
            Cut cut,
            Cancellation cancellation)
            throws IOException, CancelledException {
        List<PromptForm.Label> labels = form.labels();
        if (labels.isEmpty()) {
            return List.of();
        }
        List<Double> scores =
                model.scores(
                        side,
                        prompt,
                        labels.stream().map(PromptForm.Label::word).toList(),
                        cut,
                        new Progress(),
                        cancellation);
        double most = scores.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double sum = scores.stream().mapToDouble(score -> Math.exp(score - most)).sum();
        List<SideShown.LabelShare> shares = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            shares.add(
                    new SideShown.LabelShare(
                            labels.get(i).name(), Math.exp(scores.get(i) - most) / sum));
        }
        return shares;
    }

    private Answer answer(Side side, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        SandboxModel.Rendered prompt = model.render(question.form(), question.input(), side);
        Prompts.Fitted fitted =
                model.fit(prompt.ids(), question.decoding().most(), question.decoding().cut());
        listener.labels(side, labels(model, question, side, prompt, cancellation));
        listener.begins(side, fitted.tokens());
        listener.prompt(side, prompt.text());
        if (fitted.leftOut() > 0) {
            listener.note(side, fitted.note());
        }
        Answer answer =
                model.answer(
                        side,
                        fitted.tokens(),
                        question.decoding().sampling(),
                        step -> listener.step(side, step),
                        progress,
                        cancellation);
        // Summing the weights takes time that a first word does not wait for.
        listener.fingerprint(side, model.fingerprint(side));
        listener.answered(side, answer);
        cancellation.check();
        return answer;
    }

    private static List<Position> positions(
            SandboxModel model, Answer answer, Cancellation cancellation)
            throws IOException, CancelledException {
        List<Integer> text = new ArrayList<>(answer.prompt());
        answer.steps().forEach(step -> text.add(step.token()));
        int first = answer.prompt().size();
        return first == 0 || answer.steps().isEmpty()
                ? List.of()
                : model.positions(text, first, new Progress(), cancellation);
    }

    /// Lets a side go on from a text, off the window's thread.
    ///
    /// @param fork the text so far
    static void goOn(
            SandboxModel model,
            Question question,
            Branch fork,
            Listener listener,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        turn(model, question, cancellation);
        List<Integer> before = fork.ids();
        Answer answer =
                model.answer(
                        fork.side(),
                        before,
                        question.decoding().sampling(),
                        step -> listener.step(fork.side(), step),
                        progress,
                        cancellation);
        listener.fingerprint(fork.side(), model.fingerprint(fork.side()));
        listener.answered(fork.side(), answer);
        cancellation.check();
        // A text that was cut to fit the context has its tokens elsewhere.
        boolean isWhole = answer.prompt().equals(before);
        if (!model.facts().isInTurn() && isWhole && !fork.prompt().isEmpty()) {
            List<Integer> text = new ArrayList<>(before);
            answer.steps().forEach(step -> text.add(step.token()));
            listener.positions(
                    fork.side(),
                    model.positions(text, fork.prompt().size(), new Progress(), cancellation));
        }
    }
}
