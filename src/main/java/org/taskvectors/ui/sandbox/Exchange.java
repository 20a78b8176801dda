package org.taskvectors.ui.sandbox;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import org.jspecify.annotations.Nullable;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.Side;
import org.taskvectors.job.Job;
import org.taskvectors.job.Latest;
import org.taskvectors.job.Needs;
import org.taskvectors.job.Work;
import org.taskvectors.sandbox.Laid;
import org.taskvectors.sandbox.PromptForm;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;

/// Question and answers: asks both sides and follows the knobs. Lives on the window's thread.
public final class Exchange implements AutoCloseable {
    /// Seen in the job tray, and in the way of no other job.
    private static final Needs NEEDS = Needs.NOTHING.withMemory(1);

    private final AppContext context;
    private final Setup setup;
    private final Engine engine;
    private final Prompting prompting;
    private final Panes panes;
    private final Latest preview = new Latest("sandbox-preview");
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper(false);
    private Optional<Question> asked = Optional.empty();
    private Consumer<Question> answered = _ -> {};
    private @Nullable Job<Boolean> running;
    private boolean isDragging;
    private boolean isQuiet;
    private boolean isResting;

    Exchange(AppContext context, Setup setup, Engine engine, Prompting prompting) {
        this.context = context;
        this.setup = setup;
        this.engine = engine;
        this.prompting = prompting;
        this.panes = new Panes(context.background().window());
        setup.vectorsProperty().addListener((_, _, _) -> turned());
        setup.baseProperty().addListener((_, _, _) -> forget());
        engine.stateProperty().addListener((_, _, now) -> engineChanged(now));
    }

    /// What the pane of the base shows.
    public ReadOnlyObjectProperty<SideShown> baseProperty() {
        return panes.of(Side.BASE);
    }

    /// What the pane of the edited model shows.
    public ReadOnlyObjectProperty<SideShown> editedProperty() {
        return panes.of(Side.EDITED);
    }

    public ReadOnlyObjectProperty<SideShown> of(Side side) {
        return panes.of(side);
    }

    /// Whether a side answers, or the model is on its way to.
    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /// The texts of this question.
    public Branches branches() {
        return panes.branches();
    }

    /// What was asked last; empty before.
    public Optional<Question> asked() {
        return asked;
    }

    /// Has `action` hear of each question that was answered.
    void onAnswered(Consumer<Question> action) {
        answered = action;
    }

    /// Asks both sides; stops them where they answer.
    public void ask() {
        if (busy.get()) {
            stop();
            return;
        }
        Optional<PromptForm> form = prompting.formProperty().get();
        if (form.isEmpty() || prompting.input().isEmpty()) {
            return;
        }
        busy.set(true);
        engine.lookAtDisk();
        engine.whenReady(
                model ->
                        start(
                                model,
                                new Question(
                                        form.get(),
                                        prompting.input().orElseThrow(),
                                        knobs(),
                                        setup.decodingProperty().get()),
                                EnumSet.allOf(Side.class)));
    }

    /// Asks both sides as things stand now, whatever is being answered.
    void askNow() {
        halt();
        ask();
    }

    /// Says that settings are being put back: nothing answers until a question is asked.
    void quiet(boolean nowQuiet) {
        isQuiet = nowQuiet;
    }

    /// Says that prompts are out of sight: nothing is asked anew by itself until they are back.
    public void rest(boolean nowResting) {
        boolean isBack = isResting && !nowResting;
        isResting = nowResting;
        boolean isStale = panes.get(Side.EDITED).phase() == SideShown.Phase.STALE;
        if (isBack && isStale && asked.isPresent()) {
            asked = Optional.of(asked.get().withKnobs(knobs()));
            askEdited();
        }
    }

    /// Returns the prompt that was answered last, as the edited side saw it.
    public String prompt() {
        return panes.prompt(Side.EDITED);
    }

    /// Lays both sides over a text, where that was not done by itself.
    public void compare(Branch branch) {
        Optional<SandboxModel> model = engine.model();
        if (model.isEmpty() || asked.isEmpty() || busy.get() || branch.prompt().isEmpty()) {
            return;
        }
        Question question = asked.get();
        Panes.Writer writer = panes.next();
        writer.write(branch);
        submit(
                EnumSet.of(branch.side()),
                (progress, cancellation) -> {
                    synchronized (model.get()) {
                        Asking.turn(model.get(), question, cancellation);
                        writer.positions(
                                branch.side(),
                                model.get()
                                        .positions(
                                                branch.ids(),
                                                branch.prompt().size(),
                                                progress,
                                                cancellation));
                    }
                    return true;
                },
                writer);
    }

    /// Stops what answers; what was written stays.
    public void stop() {
        Job<Boolean> job = running;
        if (job != null) {
            job.cancel();
        } else {
            engine.forgetWaiting();
            busy.set(false);
        }
    }

    /// Says that a knob is being dragged, or no longer: then the edited side answers anew.
    public void drag(boolean nowDragging) {
        boolean isReleased = isDragging && !nowDragging;
        isDragging = nowDragging;
        if (isReleased && !isResting && panes.get(Side.EDITED).phase() == SideShown.Phase.STALE) {
            askEdited();
        }
    }

    /// Goes on from a token of a text with another one in its place.
    ///
    /// @param branch the text
    /// @param at which of its tokens
    /// @param token the other one
    public void continueWith(Branch branch, int at, int token) {
        Optional<SandboxModel> model = engine.model();
        if (model.isEmpty() || asked.isEmpty() || busy.get()) {
            return;
        }
        Question question = asked.get();
        Panes.Writer writer = panes.next();
        Branch fork = branches().fork(branch, at, token, model.get().shown(token));
        writer.write(fork);
        submit(
                EnumSet.of(branch.side()),
                (progress, cancellation) -> {
                    synchronized (model.get()) {
                        Asking.goOn(model.get(), question, fork, writer, progress, cancellation);
                    }
                    return true;
                },
                writer);
    }

    @Override
    public void close() {
        panes.next();
        preview.close();
        stop();
    }

    private void start(SandboxModel model, Question question, Set<Side> sides) {
        halt();
        preview.drop();
        Panes.Writer writer = panes.next();
        asked = Optional.of(question);
        List<String> labels =
                question.form().labels().stream().map(PromptForm.Label::name).toList();
        sides.forEach(side -> panes.await(side, labels));
        submit(
                sides,
                (progress, cancellation) -> {
                    synchronized (model) {
                        new Asking(model, question, writer).run(sides, progress, cancellation);
                    }
                    return true;
                },
                writer);
    }

    private void submit(Set<Side> sides, Work<Boolean> work, Panes.Writer writer) {
        busy.set(true);
        String who = sides.size() > 1 ? "both models" : "edited model";
        running =
                context.background()
                        .jobs()
                        .submit(
                                "Answering, "
                                        + (sides.equals(EnumSet.of(Side.BASE))
                                                ? "base model"
                                                : who),
                                NEEDS,
                                work,
                                job -> writer.here(() -> ended(job, sides)));
    }

    private void ended(Job<Boolean> job, Set<Side> sides) {
        running = null;
        busy.set(false);
        engine.lookAtNotes();
        for (Side side : sides) {
            branches().stop(side);
            if (panes.get(side).phase() == SideShown.Phase.WAITING) {
                // It never came to answer: its bars are of the question before.
                panes.change(side, now -> now.withLabels(List.of()));
            }
            if (panes.get(side).phase() != SideShown.Phase.STALE) {
                panes.change(side, now -> now.with(SideShown.Phase.DONE));
            }
            job.failure()
                    .map(FailureWords::of)
                    .ifPresent(words -> panes.change(side, now -> now.withNote(words)));
        }
        if (job.state() == Job.State.DONE) {
            asked.ifPresent(answered);
        }
    }

    /// Cancels what answers; nothing more comes of it.
    private void halt() {
        if (running != null) {
            running.cancel();
            running = null;
            panes.next();
            for (Side side : Side.values()) {
                branches().stop(side);
            }
        }
        busy.set(false);
    }

    private List<Knob> knobs() {
        return setup.vectorsProperty().get().stream().map(Laid::knob).toList();
    }

    /// The knobs lie otherwise: labels follow at once where that is quick, the text on release.
    private void turned() {
        if (asked.isEmpty()) {
            return;
        }
        Optional<SandboxModel> model = engine.model();
        if (model.isEmpty()) {
            stale("of other vectors than those that are set");
            return;
        }
        Question before = asked.get();
        List<Knob> now = knobs();
        if (now.equals(before.knobs()) || now.size() != model.get().knobs().size()) {
            return;
        }
        boolean isBaseDone = isDone(Side.BASE);
        halt();
        Question question = before.withKnobs(now);
        asked = Optional.of(question);
        boolean isQuick = !isQuiet && !isResting && Turning.isQuick(model.get());
        stale(isQuick ? "" : Turning.words(before.knobs(), now, model.get()));
        if (isQuick && !question.form().labels().isEmpty()) {
            followLabels(model.get(), question);
        }
        if (!isDragging && !isQuiet && !isResting) {
            start(
                    model.get(),
                    question,
                    isBaseDone ? EnumSet.of(Side.EDITED) : EnumSet.allOf(Side.class));
        }
    }

    private void stale(String note) {
        panes.change(
                Side.EDITED,
                now -> now.with(SideShown.Phase.STALE).withFingerprint("").withNote(note));
    }

    /// Whether a side has answered as far as it would.
    private boolean isDone(Side side) {
        return panes.get(side).phase() == SideShown.Phase.DONE
                && branches()
                        .shown(side)
                        .flatMap(Branch::end)
                        .filter(end -> end != Answer.End.CANCELLED)
                        .isPresent();
    }

    private void followLabels(SandboxModel model, Question question) {
        // The same round: a drag faster than its answers would else see none of them.
        Panes.Writer writer = panes.latest();
        preview.ask(
                (_, cancellation) -> {
                    synchronized (model) {
                        Asking.turn(model, question, cancellation);
                        SandboxModel.Rendered prompt =
                                model.render(question.form(), question.input(), Side.EDITED);
                        return Asking.labels(model, question, Side.EDITED, prompt, cancellation);
                    }
                },
                labels -> writer.labels(Side.EDITED, labels),
                failure ->
                        writer.here(
                                () ->
                                        panes.change(
                                                Side.EDITED,
                                                now -> now.withNote(FailureWords.of(failure)))));
    }

    private void askEdited() {
        Optional<SandboxModel> model = engine.model();
        if (model.isPresent() && asked.isPresent()) {
            start(
                    model.get(),
                    asked.get(),
                    isDone(Side.BASE) ? EnumSet.of(Side.EDITED) : EnumSet.allOf(Side.class));
        }
    }

    /// A model that came back with other vectors answers what was asked before.
    private void engineChanged(Engine.State now) {
        if (now instanceof Engine.State.Ready) {
            boolean isStale = panes.get(Side.EDITED).phase() == SideShown.Phase.STALE;
            if (asked.isPresent() && isStale && !isResting) {
                asked = Optional.of(asked.get().withKnobs(knobs()));
                askEdited();
            }
        } else if (now instanceof Engine.State.Loading) {
            boolean isAwaited = busy.get() && running == null;
            halt();
            busy.set(isAwaited);
        } else {
            halt();
        }
    }

    /// Another base: nothing that is shown is about it.
    private void forget() {
        halt();
        asked = Optional.empty();
        panes.clear();
    }
}
