package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import org.taskvectors.evaluation.token.LogitLens;
import org.taskvectors.inference.Side;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;

/// The logit lens of an answer: what each layer of both sides would say at each of its tokens.
/// Lives on the window's thread.
public final class Lens {
    /// Tokens of an answer on either side of the one that is looked at.
    static final int AROUND = 24;

    /// The most tokens that are followed through the layers.
    private static final int FOLLOWED = 128;

    /// What the cells show.
    public enum View {
        BASE("base"),
        EDITED("edited"),
        KL("KL");

        private final String word;

        View(String word) {
            this.word = word;
        }

        /// Its word in the window.
        public String word() {
            return word;
        }
    }

    /// By what the cells of a side are coloured.
    public enum Colour {
        LIKELIEST("likeliest token"),
        FOLLOWED("chosen token");

        private final String word;

        Colour(String word) {
            this.word = word;
        }

        /// Its words in the window.
        public String word() {
            return word;
        }
    }

    /// How far it is.
    public sealed interface State {
        /// The panel is not shown.
        record Hidden() implements State {}

        record Running() implements State {}

        /// @param reason what is wrong and what to do
        record Failed(String reason) implements State {}

        /// @param found what the layers say
        /// @param setting what it was computed with
        record Done(LogitLens found, Setting setting) implements State {}
    }

    /// What it was computed with.
    ///
    /// @param base the base's name
    /// @param baseFingerprint of the base that ran
    /// @param editedFingerprint of the edited model that ran
    /// @param side whose answer the text is
    /// @param first which token of the answer the first column is, from 0
    /// @param whole how many tokens the answer has
    /// @param shown each token of the columns as it is shown alone
    public record Setting(
            String base,
            String baseFingerprint,
            String editedFingerprint,
            Side side,
            int first,
            int whole,
            List<String> shown) {
        public Setting {
            shown = List.copyOf(shown);
        }
    }

    /// What is chosen.
    ///
    /// @param layer from 0
    /// @param position which column
    /// @param followed which token's probability is followed
    public record Choice(int layer, int position, int followed) {}

    private final AppContext context;
    private final SandboxViewModel model;
    private final ReadOnlyObjectWrapper<State> state =
            new ReadOnlyObjectWrapper<>(new State.Hidden());
    private final ObjectProperty<View> view = new SimpleObjectProperty<>(View.EDITED);
    private final ObjectProperty<Colour> colour = new SimpleObjectProperty<>(Colour.LIKELIEST);
    private final ObjectProperty<Choice> choice = new SimpleObjectProperty<>(new Choice(0, 0, 0));
    private final ReadOnlyObjectWrapper<String> told = new ReadOnlyObjectWrapper<>("");
    private @Nullable Job<State.Done> running;

    Lens(AppContext context, SandboxViewModel model) {
        this.context = context;
        this.model = model;
        model.setup().baseProperty().addListener((_, _, _) -> hide());
    }

    public ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    public ObjectProperty<View> viewProperty() {
        return view;
    }

    public ObjectProperty<Colour> colourProperty() {
        return colour;
    }

    public ObjectProperty<Choice> choiceProperty() {
        return choice;
    }

    /// What was copied or saved last, a sentence.
    public ReadOnlyObjectProperty<String> toldProperty() {
        return told.getReadOnlyProperty();
    }

    void tell(String sentence) {
        told.set(sentence);
    }

    /// Computes the lens around the token of a card, with the vectors as they lay when it was
    /// asked.
    public void open(Pointing.Card card) {
        Optional<SandboxModel> ready = model.engine().model();
        Optional<Question> asked = model.exchange().asked();
        if (ready.isEmpty() || asked.isEmpty() || model.exchange().busyProperty().get()) {
            return;
        }
        hide();
        Branch branch = card.branch();
        int prompt = branch.prompt().size();
        int at = card.pointed().token();
        // Nothing is expected of the very first token.
        int from = Math.max(1, prompt + Math.max(0, at - AROUND));
        int to = prompt + Math.min(branch.tokens().size(), at + AROUND + 1);
        if (to <= from) {
            state.set(new State.Failed("Nothing is expected of the first token of a text."));
            return;
        }
        LogitLens.Request request =
                new LogitLens.Request(branch.ids(), from, to, followed(card, from, to));
        choice.set(
                new Choice(
                        model.layers() - 1,
                        Math.max(0, prompt + at - from),
                        branch.tokens().get(at).id()));
        told.set("");
        state.set(new State.Running());
        submit(ready.get(), asked.get(), branch, request);
    }

    private void submit(
            SandboxModel ready, Question asked, Branch branch, LogitLens.Request request) {
        running =
                context.background()
                        .jobs()
                        .submit(
                                "Reading layers, both models",
                                Needs.NOTHING.withMemory(1),
                                (progress, cancellation) -> {
                                    synchronized (ready) {
                                        Asking.turn(ready, asked, cancellation);
                                        return done(
                                                ready,
                                                branch,
                                                request,
                                                ready.lens(request, progress, cancellation));
                                    }
                                },
                                job -> context.background().window().execute(() -> ended(job)));
    }

    private static State.Done done(
            SandboxModel ready, Branch branch, LogitLens.Request request, LogitLens found) {
        return new State.Done(
                found,
                new Setting(
                        ready.facts().name(),
                        ready.fingerprint(Side.BASE),
                        ready.fingerprint(Side.EDITED),
                        branch.side(),
                        request.from() - branch.prompt().size(),
                        branch.tokens().size(),
                        found.tokens().stream().map(ready::shown).toList()));
    }

    private void ended(Job<State.Done> job) {
        if (!job.equals(running)) {
            return;
        }
        running = null;
        job.result().ifPresent(state::set);
        job.failure().ifPresent(failure -> state.set(new State.Failed(FailureWords.of(failure))));
        if (state.get() instanceof State.Running) {
            state.set(new State.Hidden());
        }
    }

    /// The tokens of the columns, and what both sides expected at the one that is looked at.
    private static List<Integer> followed(Pointing.Card card, int from, int to) {
        Set<Integer> tokens = new LinkedHashSet<>(card.branch().ids().subList(from, to));
        Stream.of(card.base(), card.edited(), card.difference())
                .flatMap(List::stream)
                .forEach(row -> tokens.add(row.token()));
        return new ArrayList<>(tokens).subList(0, Math.min(FOLLOWED, tokens.size()));
    }

    /// Puts the panel away; what runs stops.
    public void hide() {
        if (running != null) {
            running.cancel();
            running = null;
        }
        state.set(new State.Hidden());
    }

    /// How far it is, between 0 and 1.
    public double fraction() {
        return running == null ? 0 : running.progress().fraction();
    }

    /// Returns how a token is shown alone.
    public String shown(int token) {
        return model.engine().model().map(ready -> ready.shown(token)).orElse("#" + token);
    }

    /// Returns what is shown as it is now; empty while there is nothing.
    Optional<LensTable> table() {
        return state.get() instanceof State.Done done
                ? Optional.of(
                        new LensTable(
                                done.found(),
                                done.setting(),
                                view.get(),
                                colour.get(),
                                choice.get(),
                                this::shown))
                : Optional.empty();
    }
}
