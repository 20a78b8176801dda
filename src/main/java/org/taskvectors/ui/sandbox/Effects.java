package org.taskvectors.ui.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import org.taskvectors.evaluation.token.EffectReport;
import org.taskvectors.evaluation.token.Texts;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.Side;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.sandbox.HistoryExport;
import org.taskvectors.sandbox.Laid;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;

/// What a vector says over a text: the tokens that it promotes, and the passages that it changes
/// most. Lives on the window's thread.
public final class Effects {
    /// Which vectors are laid against the base.
    ///
    /// @param key the one that is looked at; empty for all as they are laid
    /// @param name the vector's; for all: `the vectors`
    public record Subject(Optional<String> key, String name) {}

    /// Where the text comes from.
    public enum Source {
        /// What the panes show: the prompt and the edited side's answer.
        SHOWN("this prompt and answer"),
        /// A file that a person chooses.
        FILE("a text file");

        private final String word;

        Source(String word) {
            this.word = word;
        }

        /// Its words in the window.
        public String word() {
            return word;
        }
    }

    /// How many tokens of a file are read at most.
    public enum Most {
        FEW(2_000, "2,000"),
        SOME(20_000, "20,000"),
        ALL(0, "all");

        private final int tokens;
        private final String word;

        Most(int tokens, String word) {
            this.tokens = tokens;
            this.word = word;
        }

        /// Its word in the window.
        public String word() {
            return word;
        }
    }

    /// How far it is.
    public sealed interface State {
        /// Nothing runs, and nothing is known.
        ///
        /// @param words what to do, or what went wrong; empty mostly
        record Idle(String words) implements State {}

        /// It waits for the model, or is measured.
        record Running() implements State {}

        record Done(EffectReport report) implements State {}
    }

    private final AppContext context;
    private final SandboxViewModel model;
    private final ReadOnlyObjectWrapper<Optional<Subject>> subject =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<State> state =
            new ReadOnlyObjectWrapper<>(new State.Idle(""));
    private final ReadOnlyObjectWrapper<Optional<Path>> file =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<String> told = new ReadOnlyObjectWrapper<>("");
    private final ObjectProperty<Source> source = new SimpleObjectProperty<>(Source.SHOWN);
    private final ObjectProperty<Texts.Split> split = new SimpleObjectProperty<>(Texts.Split.WHOLE);
    private final ObjectProperty<Most> most = new SimpleObjectProperty<>(Most.FEW);
    private @Nullable Job<EffectReport> running;
    private int round;

    Effects(AppContext context, SandboxViewModel model) {
        this.context = context;
        this.model = model;
        source.addListener((_, _, _) -> forget());
        split.addListener((_, _, _) -> forget());
        most.addListener((_, _, _) -> forget());
        model.setup().baseProperty().addListener((_, _, _) -> hide());
    }

    /// Which vectors the panel is about; empty while it is not shown.
    public ReadOnlyObjectProperty<Optional<Subject>> subjectProperty() {
        return subject.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /// The file that was chosen last.
    public ReadOnlyObjectProperty<Optional<Path>> fileProperty() {
        return file.getReadOnlyProperty();
    }

    /// What was copied or saved last, a sentence.
    public ReadOnlyObjectProperty<String> toldProperty() {
        return told.getReadOnlyProperty();
    }

    public ObjectProperty<Source> sourceProperty() {
        return source;
    }

    public ObjectProperty<Texts.Split> splitProperty() {
        return split;
    }

    public ObjectProperty<Most> mostProperty() {
        return most;
    }

    /// Shows the panel for one vector as it is laid, and measures over what the panes show.
    public void open(Laid laid) {
        open(new Subject(Optional.of(laid.key()), model.name(laid)), Source.SHOWN);
    }

    /// Shows the panel for all vectors as they are laid, over a file.
    public void openFile() {
        open(new Subject(Optional.empty(), "the vectors"), Source.FILE);
    }

    private void open(Subject now, Source from) {
        stop();
        source.set(from);
        forget();
        subject.set(Optional.of(now));
        if (from == Source.SHOWN) {
            run();
        }
    }

    /// Puts the panel away; what runs stops.
    public void hide() {
        stop();
        subject.set(Optional.empty());
    }

    /// Asks for a file, and measures over it.
    public void chooseFile() {
        List<Path> chosen = context.dialogs().openFiles("Choose a text");
        if (!chosen.isEmpty()) {
            stop();
            source.set(Source.FILE);
            file.set(Optional.of(chosen.getFirst()));
            forget();
            run();
        }
    }

    /// Measures; loads the model first where it is not in memory.
    public void run() {
        if (state.get() instanceof State.Running || subject.get().isEmpty()) {
            return;
        }
        if (source.get() == Source.FILE && file.get().isEmpty()) {
            state.set(new State.Idle("Choose a file first."));
            return;
        }
        List<Laid> laid = laid(subject.get().get());
        if (laid.isEmpty()) {
            state.set(new State.Idle("Lay a vector on the base first."));
            return;
        }
        round++;
        int mine = round;
        state.set(new State.Running());
        told.set("");
        model.engine()
                .whenReady(
                        ready -> {
                            if (mine == round) {
                                start(ready, laid);
                            }
                        });
    }

    /// Stops what runs.
    public void stop() {
        round++;
        if (running != null) {
            running.cancel();
            running = null;
        }
        if (state.get() instanceof State.Running) {
            state.set(new State.Idle("Stopped."));
        }
    }

    /// How far it is, between 0 and 1.
    public double fraction() {
        return running == null ? 0 : running.progress().fraction();
    }

    /// Returns how a token is shown alone.
    public String shown(int token) {
        return model.engine().model().map(ready -> ready.shown(token)).orElse("#" + token);
    }

    /// Says in the panel what was done.
    void tell(String sentence) {
        told.set(sentence);
    }

    private void forget() {
        stop();
        told.set("");
        state.set(new State.Idle(""));
    }

    /// Returns the vectors that count.
    private List<Laid> laid(Subject of) {
        return model.setup().vectorsProperty().get().stream()
                .filter(each -> of.key().isEmpty() || of.key().get().equals(each.key()))
                .toList();
    }

    private void start(SandboxModel ready, List<Laid> laid) {
        List<Laid> all = model.setup().vectorsProperty().get();
        if (all.size() != ready.knobs().size()) {
            state.set(new State.Idle("The model is loaded with other vectors; try again."));
            return;
        }
        List<Knob> knobs =
                all.stream()
                        .map(each -> laid.contains(each) ? each.knob() : Knob.everywhere(0))
                        .toList();
        Optional<Path> from = file.get().filter(_ -> source.get() == Source.FILE);
        EffectRun run =
                new EffectRun(
                        ready,
                        knobs,
                        ready.facts().name(),
                        HistoryExport.formula(laid, laid.stream().map(model::name).toList()),
                        from,
                        split.get(),
                        most.get().tokens,
                        shownText(),
                        question());
        if (from.isEmpty() && run.shown().isEmpty() && run.question().isEmpty()) {
            state.set(new State.Idle("There is no prompt yet. Write one, or choose a file."));
            return;
        }
        int mine = round;
        running =
                context.background()
                        .jobs()
                        .submit(
                                "Measuring what "
                                        + subject.get().map(Subject::name).orElse("a vector")
                                        + " says",
                                Needs.NOTHING.withMemory(1),
                                run::measure,
                                job ->
                                        context.background()
                                                .window()
                                                .execute(() -> ended(job, mine)));
    }

    private void ended(Job<EffectReport> job, int mine) {
        if (mine != round) {
            return;
        }
        running = null;
        State ended =
                job.result()
                        .<State>map(State.Done::new)
                        .orElseGet(
                                () ->
                                        new State.Idle(
                                                job.failure()
                                                        .map(FailureWords::of)
                                                        .orElse("Stopped.")));
        state.set(ended);
    }

    /// The tokens of prompt and answer that the edited side shows, else the base; empty before
    /// anything was answered.
    private Optional<List<Integer>> shownText() {
        Branches branches = model.exchange().branches();
        return branches.shown(Side.EDITED).or(() -> branches.shown(Side.BASE)).map(Branch::ids);
    }

    /// The prompt as it is filled in.
    private Optional<Question> question() {
        return model.prompting()
                .formProperty()
                .get()
                .flatMap(
                        form ->
                                model.prompting()
                                        .input()
                                        .map(
                                                input ->
                                                        new Question(
                                                                form,
                                                                input,
                                                                List.of(),
                                                                model.setup()
                                                                        .decodingProperty()
                                                                        .get())));
    }
}
