package org.taskvectors.ui.hub;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.hub.HubName;
import org.taskvectors.hub.cache.Fetched;
import org.taskvectors.hub.cache.RemoteFile;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;

/// A model's name on a hub, what the hub says of it, which of its files are fetched, and the job
/// that fetches them. Knows no scene graph.
public final class HubViewModel {
    /// Where it stands.
    public enum State {
        /// A name is being written.
        NAMING,
        /// The hub is asked.
        LOOKING,
        /// The files are shown.
        LISTED,
        FETCHING,
        /// A fetch failed or was cancelled; it can go on.
        STOPPED,
        FETCHED
    }

    /// What a name is understood as.
    ///
    /// @param words `main branch of org/name`, or why it is none
    /// @param isWrong whether it is none
    /// @param name empty where it is none
    public record Reading(String words, boolean isWrong, Optional<HubName> name) {
        static final Reading NOTHING = new Reading(HubWords.HINT, false, Optional.empty());
    }

    /// What the connections hold of what is on its way. It shares neither disk nor processor: the
    /// network is slower than both.
    private static final Needs NEEDS = new Needs(Set.of(), 32L << 20);

    private final AppContext context;
    private final HubCore core;
    private final ReadOnlyBooleanWrapper shown = new ReadOnlyBooleanWrapper(this, "shown", false);
    private final StringProperty text = new SimpleStringProperty(this, "text", "");
    private final ReadOnlyObjectWrapper<Reading> reading =
            new ReadOnlyObjectWrapper<>(this, "reading", Reading.NOTHING);
    private final ReadOnlyObjectWrapper<State> state =
            new ReadOnlyObjectWrapper<>(this, "state", State.NAMING);
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper(this, "problem", "");
    private final ReadOnlyBooleanWrapper offline =
            new ReadOnlyBooleanWrapper(this, "offline", false);
    private final FileChoice files = new FileChoice();
    private Optional<Fetched> fetched = Optional.empty();
    private @Nullable Job<HubListing> looking;
    private @Nullable Job<Fetched> job;

    public HubViewModel(AppContext context, HubCore core) {
        this.context = context;
        this.core = core;
        text.addListener((_, _, _) -> written());
        files.lockedProperty().bind(state.isEqualTo(State.FETCHING));
    }

    /// Whether the panel is shown.
    public ReadOnlyBooleanProperty shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /// The name as it is written.
    public StringProperty textProperty() {
        return text;
    }

    /// What the name is understood as.
    public ReadOnlyObjectProperty<Reading> readingProperty() {
        return reading.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /// What failed, and what to do; empty where nothing did.
    public ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /// Whether what [#problemProperty] says is a failure: what a person stopped is none, nor is
    /// what the cache has while the program works offline.
    boolean isFailure() {
        boolean isKnown =
                files.listing()
                        .filter(listing -> listing.cached().isPresent())
                        .flatMap(HubListing::unanswered)
                        .filter(HubWords::isOffline)
                        .isPresent();
        String said = problem.get();
        return !said.isEmpty() && !said.equals(HubWords.STOPPED) && !isKnown;
    }

    /// Whether nothing may be asked of any network.
    public ReadOnlyBooleanProperty offlineProperty() {
        return offline.getReadOnlyProperty();
    }

    /// The model's files; none before the hub was asked.
    FileChoice files() {
        return files;
    }

    /// What was fetched, once it is [State#FETCHED].
    Optional<Fetched> fetched() {
        return fetched;
    }

    /// What the panel says of what was fetched; empty before.
    String outcome() {
        return fetched.map(what -> HubWords.fetched(what, files.hasWeights())).orElse("");
    }

    /// Whether a text is the name or the address of a model on a hub.
    public boolean isMeant(String pasted) {
        return core.isMeant(pasted);
    }

    /// Shows the panel as it was left.
    public void show() {
        offline.set(core.isOffline());
        if (state.get() == State.FETCHED) {
            text.set("");
            restart();
        }
        shown.set(true);
    }

    /// Shows the panel with a name. A fetch that runs goes on in the tray.
    public void show(String name) {
        offline.set(core.isOffline());
        if (!text.get().strip().equals(name.strip()) || state.get() == State.FETCHED) {
            leave();
            restart();
            text.set(name.strip());
        }
        shown.set(true);
    }

    /// Puts the panel away; a fetch that runs goes on.
    public void hide() {
        shown.set(false);
        if (state.get() == State.LOOKING) {
            cancel();
        }
    }

    /// A fetch that runs is no longer this panel's.
    private void leave() {
        if (looking != null) {
            looking.cancel();
            looking = null;
        }
        job = null;
    }

    private void restart() {
        fetched = Optional.empty();
        problem.set("");
        state.set(State.NAMING);
        files.clear();
        reading.set(read(text.get()));
    }

    private void written() {
        leave();
        restart();
    }

    /// Who writes here means a hub, also without saying so: `org/name`.
    private Reading read(String written) {
        String name = written.strip();
        if (name.isEmpty()) {
            return Reading.NOTHING;
        }
        try {
            HubName read = core.name(name);
            return new Reading(HubWords.reading(read), false, Optional.of(read));
        } catch (Failure e) {
            return new Reading(FailureWords.of(e), true, Optional.empty());
        }
    }

    /// Asks what the model holds.
    public void look() {
        // What the environment says may have become otherwise since it was written.
        reading.set(read(text.get()));
        Optional<HubName> name = reading.get().name();
        if (name.isEmpty() || state.get() == State.LOOKING || state.get() == State.FETCHING) {
            return;
        }
        leave();
        fetched = Optional.empty();
        problem.set("");
        offline.set(core.isOffline());
        state.set(State.LOOKING);
        looking =
                context.background()
                        .jobs()
                        .submit(
                                "Listing " + Shown.whole(name.get().text()),
                                Needs.NOTHING,
                                (_, cancellation) -> core.look(name.get(), cancellation),
                                over -> context.background().window().execute(() -> looked(over)));
    }

    private void looked(Job<HubListing> over) {
        if (!over.equals(looking)) {
            return;
        }
        looking = null;
        if (over.result().isPresent()) {
            HubListing listing = over.result().get();
            problem.set(
                    listing.unanswered().map(why -> HubWords.unanswered(listing, why)).orElse(""));
            files.show(listing);
            state.set(State.LISTED);
        } else {
            over.failure().ifPresent(failure -> problem.set(FailureWords.of(failure)));
            files.clear();
            state.set(State.NAMING);
        }
    }

    /// Whether it opens without anything being fetched.
    boolean canOpen() {
        return files.listing()
                        .filter(
                                listing ->
                                        listing.unanswered().isEmpty()
                                                || listing.cached().isPresent())
                        .isPresent()
                && isAtRest();
    }

    /// Whether what opens lies in the cache.
    boolean isCached() {
        return files.listing().flatMap(HubListing::cached).isPresent();
    }

    /// Whether what is chosen can be fetched.
    boolean canFetch() {
        return files.listing().flatMap(HubListing::repository).isPresent()
                && isAtRest()
                && files.problem().isEmpty()
                && !files.isThere();
    }

    private boolean isAtRest() {
        return state.get() == State.LISTED || state.get() == State.STOPPED;
    }

    /// Opens it from the cache where it lies there, else from the hub, of which only what is asked
    /// for is read.
    public void open() {
        Optional<HubListing> listing = files.listing();
        if (!canOpen() || listing.isEmpty()) {
            return;
        }
        context.background()
                .brief(
                        "Opening " + Shown.whole(listing.get().name().text()),
                        (_, _) -> core.path(listing.get()),
                        path -> {
                            hide();
                            context.opening().open(List.of(path));
                        },
                        failure -> problem.set(FailureWords.of(failure)));
    }

    /// Fetches what is chosen, as a job of the tray. What an earlier fetch left is gone on with.
    public void fetch() {
        Optional<HubListing> known = files.listing();
        if (!canFetch() || known.isEmpty()) {
            return;
        }
        HubListing listing = known.get();
        List<RemoteFile> chosen = files.chosen();
        boolean opens = files.hasWeights();
        problem.set("");
        fetched = Optional.empty();
        job =
                context.background()
                        .jobs()
                        .submitPausable(
                                "Fetching " + Shown.whole(listing.name().text()),
                                NEEDS,
                                (progress, cancellation) ->
                                        core.fetch(listing, chosen, progress, cancellation),
                                over ->
                                        context.background()
                                                .window()
                                                .execute(() -> ended(over, listing, opens)));
        state.set(State.FETCHING);
    }

    private void ended(Job<Fetched> over, HubListing listing, boolean opens) {
        over.result()
                .filter(_ -> opens)
                .map(result -> opened(listing, result))
                .ifPresent(path -> land(listing, path));
        boolean isOurs = over.equals(job);
        if (over.failure().isPresent() && !(isOurs && shown.get())) {
            // Nobody would see it in a panel that is put away.
            context.background().errors().show(over.title(), over.failure().get());
        }
        if (!isOurs) {
            return;
        }
        job = null;
        fetched = over.result();
        if (fetched.isPresent()) {
            state.set(State.FETCHED);
            return;
        }
        problem.set(
                over.failure()
                        .map(failure -> FailureWords.of(failure) + " " + HubWords.GOES_ON)
                        .orElse(HubWords.STOPPED));
        state.set(State.STOPPED);
        context.background()
                .brief(
                        "Looking into the cache",
                        (_, _) -> core.again(listing),
                        now -> {
                            if (files.listing().filter(listing::equals).isPresent()
                                    && state.get() == State.STOPPED) {
                                files.showAgain(now);
                            }
                        },
                        failure -> problem.set(FailureWords.of(failure)));
    }

    /// An item that was read from the hub until now lies in the cache from now on.
    private void land(HubListing listing, Path path) {
        String name = listing.name().text();
        context.workspace()
                .update(
                        state ->
                                state.files().stream()
                                        .filter(item -> item.path().toString().equals(name))
                                        .findFirst()
                                        .map(item -> state.relinked(item.id(), path))
                                        .orElse(state));
        context.opening().add(List.of(path));
    }

    /// The one file that was asked for, else the whole folder.
    private static Path opened(HubListing listing, Fetched result) {
        return listing.name()
                .file()
                .filter(file -> listing.standing().containsKey(file))
                .map(result.folder()::resolve)
                .orElse(result.folder());
    }

    /// Asks what runs to stop: the question, or the fetch.
    public void cancel() {
        if (state.get() == State.LOOKING) {
            leave();
            state.set(files.listing().isPresent() ? State.LISTED : State.NAMING);
        } else if (job != null) {
            job.cancel();
        }
    }

    /// Between 0 and 1 while it fetches.
    double fraction() {
        return job == null ? 0 : job.progress().fraction();
    }
}
