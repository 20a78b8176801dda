package org.taskvectors.ui.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.sandbox.Decoding;
import org.taskvectors.sandbox.Laid;
import org.taskvectors.sandbox.NamedSetting;
import org.taskvectors.sandbox.SettingJson;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;

/// What runs: the base, the vectors and how they are laid on it, decoding. All of it is a choice of
/// the workspace, and what a person changes can be taken back.
public final class Setup {
    static final String BASE = "sandbox.base";
    static final String VECTORS = "sandbox.vectors";
    static final String DECODING = "sandbox.decoding";
    static final String SETTINGS = "sandbox.settings";

    private final AppContext context;
    private final ReadOnlyObjectWrapper<Optional<FileItem>> base =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<List<Laid>> vectors =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<Decoding> decoding =
            new ReadOnlyObjectWrapper<>(Decoding.FIRST);
    private final ReadOnlyObjectWrapper<List<NamedSetting>> settings =
            new ReadOnlyObjectWrapper<>(List.of());

    Setup(AppContext context) {
        this.context = context;
        follow(context.state().get());
        context.state().addListener((_, _, now) -> follow(now));
    }

    /// The base model; empty while none is chosen or it is no longer in the library.
    public ReadOnlyObjectProperty<Optional<FileItem>> baseProperty() {
        return base.getReadOnlyProperty();
    }

    /// The vectors on it, as far as they are still in the library, in the order of their sum.
    public ReadOnlyObjectProperty<List<Laid>> vectorsProperty() {
        return vectors.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Decoding> decodingProperty() {
        return decoding.getReadOnlyProperty();
    }

    /// The settings that were saved under a name.
    public ReadOnlyObjectProperty<List<NamedSetting>> settingsProperty() {
        return settings.getReadOnlyProperty();
    }

    /// Returns the models of the library that can be a base: bases first.
    public List<FileItem> models() {
        WorkspaceState state = context.state().get();
        return Stream.of(Role.BASE, Role.TUNED).flatMap(r -> state.files(r).stream()).toList();
    }

    /// Returns the vectors of the library.
    public List<FileItem> candidates() {
        return context.state().get().vectors();
    }

    /// Returns the library's item of a vector.
    public Optional<FileItem> item(Laid laid) {
        return context.state().get().file(laid.vector());
    }

    public void chooseBase(FileItem item) {
        act("Base " + item.name(), state -> state.withChoice(BASE, item.id()), "");
    }

    /// Lays a vector on the model, with λ = 1 everywhere; its base is chosen where none is.
    public void add(FileItem vector) {
        act(
                "Add " + vector.name(),
                state -> {
                    List<Laid> now = laid(state);
                    List<Laid> more = new ArrayList<>(now);
                    more.add(Laid.whole(free(now), vector.id()));
                    return withBaseOf(vector, with(state, more));
                },
                "");
    }

    /// Lays these vectors on their base in place of all others.
    ///
    /// @param base the model that they go onto
    public void replace(FileItem base, List<FileItem> items) {
        act(
                "Try in Sandbox",
                state -> {
                    List<Laid> now = new ArrayList<>();
                    items.forEach(item -> now.add(Laid.whole(free(now), item.id())));
                    return with(state.withChoice(BASE, base.id()), now);
                },
                "");
    }

    /// Takes base, vectors and decoding of a run.
    void takeAll(String words, Optional<String> baseId, List<Laid> laid, Decoding chosen) {
        act(
                words,
                state ->
                        with(baseId.map(id -> state.withChoice(BASE, id)).orElse(state), laid)
                                .withChoice(DECODING, SettingJson.decoding(chosen)),
                "");
    }

    /// Lays vectors as an evaluation has them, and changes more of the workspace with it.
    ///
    /// @param words what is done, for undo
    /// @param merge acts with the same key that follow each other closely are one
    /// @param laid the vectors
    /// @param more what else is changed
    public void lay(
            String words, String merge, List<Laid> laid, UnaryOperator<WorkspaceState> more) {
        act(words, state -> more.apply(with(state, laid)), merge);
    }

    /// Lays vectors on a base as a saved evaluation has them, and changes more with it.
    public void restore(
            String words, String baseId, List<Laid> laid, UnaryOperator<WorkspaceState> more) {
        act(words, state -> more.apply(with(state.withChoice(BASE, baseId), laid)), "");
    }

    public void remove(String key) {
        act(
                "Remove " + name(key),
                state ->
                        with(
                                state,
                                laid(state).stream().filter(l -> !l.key().equals(key)).toList()),
                "");
    }

    /// Lays the same vector on the model once more, right behind.
    public void duplicate(String key) {
        act(
                "Duplicate " + name(key),
                state -> {
                    List<Laid> now = laid(state);
                    List<Laid> more = new ArrayList<>();
                    for (Laid each : now) {
                        more.add(each);
                        if (each.key().equals(key)) {
                            more.add(each.withKey(free(now)));
                        }
                    }
                    return with(state, more);
                },
                "");
    }

    /// Changes how one vector is laid.
    ///
    /// @param what is changed, for undo: `λ`; changes of the same that follow each other are one
    public void change(String key, String what, UnaryOperator<Laid> change) {
        act(
                what + " of " + name(key),
                state ->
                        with(
                                state,
                                laid(state).stream()
                                        .map(l -> l.key().equals(key) ? change.apply(l) : l)
                                        .toList()),
                "sandbox." + what + "." + key);
    }

    public void setLambda(String key, double lambda) {
        change(key, "λ", laid -> laid.withLambda(lambda));
    }

    /// Changes decoding.
    ///
    /// @param what is changed: `temperature`
    public void decode(String what, UnaryOperator<Decoding> change) {
        act(
                what,
                state ->
                        state.withChoice(
                                DECODING, SettingJson.decoding(change.apply(decoding(state)))),
                "sandbox.decoding." + what);
    }

    /// Saves the vectors as they are laid now under a name; one of that name is replaced.
    public void save(String name) {
        act(
                "Save setting " + name,
                state -> {
                    List<NamedSetting> all = new ArrayList<>(settings(state));
                    all.removeIf(setting -> setting.name().equals(name));
                    all.add(new NamedSetting(name, laid(state)));
                    return state.withChoice(SETTINGS, SettingJson.named(all));
                },
                "");
    }

    /// Lays the vectors as a named setting has them.
    public void choose(NamedSetting setting) {
        act("Setting " + setting.name(), state -> with(state, setting.vectors()), "");
    }

    public void delete(NamedSetting setting) {
        context.undo()
                .act(
                        Act.of(
                                        "Delete setting " + setting.name(),
                                        state -> {
                                            List<NamedSetting> all =
                                                    new ArrayList<>(settings(state));
                                            all.remove(setting);
                                            return state.withChoice(
                                                    SETTINGS, SettingJson.named(all));
                                        })
                                .saying("Deleted setting " + setting.name()));
    }

    /// Takes files into the library, to be laid on the model from there.
    public void open(List<Path> paths) {
        context.opening().add(paths);
    }

    /// Ticks a vector in Compare.
    public void showInCompare(String vector) {
        context.undo().act(Act.of("Tick a vector", state -> state.withTicked(vector, true)));
        context.navigation().go(org.taskvectors.ui.shell.Navigation.COMPARE);
    }

    /// Returns the base that vectors are paired with; empty where they have none, or several.
    static Optional<FileItem> baseOf(WorkspaceState state, List<FileItem> items) {
        Set<String> bases = new HashSet<>();
        items.forEach(item -> item.base().ifPresent(bases::add));
        return bases.size() == 1 ? state.file(bases.iterator().next()) : Optional.empty();
    }

    private WorkspaceState withBaseOf(FileItem vector, WorkspaceState state) {
        Optional<FileItem> chosen = state.file(state.choice(BASE, ""));
        if (chosen.isPresent()) {
            return state;
        }
        return baseOf(state, List.of(vector))
                .map(found -> state.withChoice(BASE, found.id()))
                .orElse(state);
    }

    private String name(String key) {
        return vectors.get().stream()
                .filter(laid -> laid.key().equals(key))
                .findFirst()
                .flatMap(this::item)
                .map(FileItem::name)
                .orElse("vector");
    }

    /// A key that none of them has.
    private static String free(List<Laid> laid) {
        int number = 1;
        while (isTaken(laid, Integer.toString(number))) {
            number++;
        }
        return Integer.toString(number);
    }

    private static boolean isTaken(List<Laid> laid, String key) {
        return laid.stream().anyMatch(each -> each.key().equals(key));
    }

    private void act(String words, UnaryOperator<WorkspaceState> change, String merge) {
        context.undo().act(Act.of(words, change).mergingAs(merge));
    }

    private void follow(WorkspaceState state) {
        base.set(state.file(state.choice(BASE, "")).filter(item -> !item.role().isVector()));
        vectors.set(laid(state));
        decoding.set(decoding(state));
        settings.set(settings(state));
    }

    private static List<Laid> laid(WorkspaceState state) {
        return SettingJson.vectors(state.choice(VECTORS, "")).stream()
                .filter(laid -> state.file(laid.vector()).isPresent())
                .toList();
    }

    private static WorkspaceState with(WorkspaceState state, List<Laid> laid) {
        return state.withChoice(VECTORS, SettingJson.vectors(laid));
    }

    private static Decoding decoding(WorkspaceState state) {
        return SettingJson.decoding(state.choice(DECODING, ""));
    }

    private static List<NamedSetting> settings(WorkspaceState state) {
        return SettingJson.named(state.choice(SETTINGS, ""));
    }
}
