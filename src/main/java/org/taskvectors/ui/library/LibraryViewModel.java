package org.taskvectors.ui.library;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.ui.apply.ApplyViewModel;
import org.taskvectors.ui.lora.LoraViewModel;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Item;
import org.taskvectors.workspace.LaterItem;
import org.taskvectors.workspace.Pairing;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;

/// The library: cards, which of them are shown, which one is chosen, whether its files are still
/// where they were.
public final class LibraryViewModel {
    private final AppContext context;
    private final Presences presences;
    private final Relinker relinker;
    private final Refresher refresher;
    private final SampleOpener sample;
    private final LoraViewModel lora;
    private final ApplyViewModel apply;
    private final RecipeActs recipes;
    private final ObservableList<CardData> cards = FXCollections.observableArrayList();
    private final ObservableList<Shelf> shelves = FXCollections.observableArrayList();
    private final Shelves arranging;
    private final Selection selection = new Selection();
    private final ObjectProperty<CardFilter> filter =
            new SimpleObjectProperty<>(this, "filter", CardFilter.ALL);
    private final ReadOnlyObjectWrapper<Optional<FileItem>> selected =
            new ReadOnlyObjectWrapper<>(this, "selected", Optional.empty());
    private final ReadOnlyStringWrapper later = new ReadOnlyStringWrapper(this, "later", "");

    /// @param lora the panel that makes an adapter out of a vector
    /// @param apply the panel that saves a base with vectors on it
    public LibraryViewModel(
            AppContext context,
            Opener opener,
            SampleOpener sample,
            LoraViewModel lora,
            ApplyViewModel apply) {
        this.context = context;
        this.presences = opener.presences();
        this.relinker = opener.relinker();
        this.refresher = opener.refresher();
        this.arranging = new Shelves(context, presences, this::fill);
        presences.onChange(this::fill);
        this.sample = sample;
        this.lora = lora;
        this.apply = apply;
        this.recipes = new RecipeActs(context);
        context.state().addListener((_, before, now) -> changed(before, now));
        filter.addListener((_, _, _) -> fill());
        fill();
    }

    public ObservableList<CardData> cards() {
        return cards;
    }

    /// The same cards, in groups where they are grouped.
    public ObservableList<Shelf> shelves() {
        return shelves;
    }

    /// What is searched for, the order and the groups.
    public CardView view() {
        return arranging.view();
    }

    /// Which cards are chosen.
    Selection selection() {
        return selection;
    }

    /// Where a card is chosen alone or with others, in place of those before.
    ///
    /// @param how a click on a card: with which keys
    void choose(String id, ChoosingKeys how) {
        switch (how) {
            case NONE -> {
                selection.only(id);
                select(Optional.of(id));
            }
            case ONE_MORE -> selection.toggle(id);
            case UP_TO -> selection.extendTo(id);
        }
    }

    public ObjectProperty<CardFilter> filterProperty() {
        return filter;
    }

    /// The item whose tensors are shown.
    public ReadOnlyObjectProperty<Optional<FileItem>> selectedProperty() {
        return selected.getReadOnlyProperty();
    }

    /// Names the items of kinds that only a newer version of the program knows; empty where there
    /// are none.
    public ReadOnlyStringProperty laterProperty() {
        return later.getReadOnlyProperty();
    }

    public WorkspaceState state() {
        return context.state().get();
    }

    public boolean isEmpty() {
        return state().files().isEmpty();
    }

    /// The panel that makes an adapter out of a vector.
    public LoraViewModel lora() {
        return lora;
    }

    public void extractLora(String id) {
        state().file(id).ifPresent(lora::show);
    }

    /// The panel that saves a base with vectors on it as a model.
    public ApplyViewModel apply() {
        return apply;
    }

    /// Whether an item is a vector or an adapter, and the library holds a model to put it onto.
    public boolean canSaveModel(String id) {
        return ApplyViewModel.isPossible(state(), id);
    }

    /// Shows the panel that saves a base with this vector, and others, on it.
    public void saveModel(String id) {
        state().file(id).ifPresent(apply::show);
    }

    /// What is done with recipes.
    public RecipeActs recipes() {
        return recipes;
    }

    public SampleOpener sample() {
        return sample;
    }

    /// Chooses one in the place of several: the item whose tensors are shown, if any are.
    ///
    /// @param id of the card that has the focus
    void chooseOne(String id) {
        selection.only(selected.get().map(FileItem::id).filter(selection::isChosen).orElse(id));
    }

    /// How many items there are, for the filter's first segment.
    public int count() {
        return state().files().size();
    }

    public void select(Optional<String> id) {
        context.workspace().update(state -> state.withChoice(Opener.SELECTED, id.orElse("")));
    }

    public void openFiles() {
        context.opening().open(context.dialogs().openFiles("Open checkpoints"));
    }

    public void openFolder() {
        context.dialogs()
                .openFolder("Open a model's folder")
                .ifPresent(folder -> context.opening().open(List.of(folder)));
    }

    public void open(Path path) {
        context.opening().open(List.of(path));
    }

    public void openSample() {
        sample.open();
    }

    /// What was opened lately and is not in the library now.
    public List<Path> recent() {
        WorkspaceState state = state();
        return state.recent().stream().filter(path -> state.fileAt(path).isEmpty()).toList();
    }

    public void rename(String id, String name) {
        if (!name.isBlank()) {
            change(id, "Rename " + name(id), item -> item.withName(name.strip()));
        }
    }

    /// A base has no base; whoever has another role keeps it.
    public void setRole(String id, Role role) {
        context.undo()
                .act(
                        Act.of(
                                "Role of " + name(id) + ": " + role.label(),
                                state -> withRole(state, id, role)));
    }

    private static WorkspaceState withRole(WorkspaceState state, String id, Role role) {
        if (role != Role.BASE) {
            return state.changing(id, item -> item.withRole(role));
        }
        WorkspaceState changed =
                state.changing(id, item -> item.withRole(role).withBase(Optional.empty()));
        // Whoever names it has found it now.
        return changed.file(id).map(base -> Pairing.withNewBase(changed, base)).orElse(changed);
    }

    public void setBase(String id, Optional<String> base) {
        change(
                id,
                base.isPresent()
                        ? "Pair " + name(id) + " with " + name(base.get())
                        : "Unpair " + name(id),
                item -> item.withBase(base));
    }

    /// Says what the factors of a LoRA are multiplied by, by the alpha of its training; nothing is
    /// said any more where `alpha` is blank.
    ///
    /// @param rankStabilised whether it is divided by the root of the rank (rsLoRA)
    public void setAlpha(String id, String alpha, boolean rankStabilised) {
        if (alpha.isBlank()) {
            say(id, "Alpha", said -> said.withScale(Optional.empty()));
            return;
        }
        double value = number(alpha);
        if (!Double.isFinite(value) || value == 0) {
            noticeProperty()
                    .set(
                            Optional.of(
                                    Notice.warning(
                                            "“"
                                                    + alpha.strip()
                                                    + "” is no alpha: it is a number, often 16 or"
                                                    + " twice the rank.")));
            return;
        }
        Optional<LoraScale> scale = Optional.of(new LoraScale.Alpha(value, rankStabilised));
        say(id, "Alpha", said -> said.withScale(scale));
    }

    /// Says which of the adapters in an item's file is meant.
    public void setAdapter(String id, String adapter) {
        say(id, "Adapter", said -> said.withAdapter(Optional.of(adapter)));
    }

    /// Says which of the dictionaries in an item's file is meant, by its key; empty leaves it to
    /// the reader.
    public void setUnder(String id, Optional<String> key) {
        say(id, "Dictionary", said -> said.withUnder(key));
    }

    private void say(String id, String what, UnaryOperator<OpenOptions> change) {
        change(id, what + " of " + name(id), item -> item.withSaid(change.apply(item.said())));
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /// Takes it out of the workspace; its files stay.
    public void remove(String id) {
        remove(List.of(id));
    }

    /// Takes them out of the workspace in one act; their files stay.
    public void remove(List<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        String what = ids.size() == 1 ? name(ids.getFirst()) : ids.size() + " items";
        context.undo()
                .act(
                        Act.of("Remove " + what, state -> without(state, ids))
                                .saying("Removed " + what));
    }

    private static WorkspaceState without(WorkspaceState state, List<String> ids) {
        WorkspaceState changed = state;
        for (String id : ids) {
            changed = changed.without(id);
        }
        return changed;
    }

    /// Asks for the file that an item is now.
    public void locateFile(String id) {
        title(id)
                .flatMap(title -> context.dialogs().openFiles(title).stream().findFirst())
                .ifPresent(path -> relinker.locate(id, path));
    }

    /// Asks for the folder that an item is now, or in which the missing ones lie somewhere.
    public void locateFolder(String id) {
        title(id)
                .flatMap(title -> context.dialogs().openFolder(title))
                .ifPresent(path -> relinker.locate(id, path));
    }

    private Optional<String> title(String id) {
        return state().file(id).map(item -> "Where is " + item.name() + " now?");
    }

    /// Takes what was dropped on the card of an item whose files are missing.
    public void dropped(String id, List<Path> paths) {
        if (paths.size() == 1) {
            relinker.locate(id, paths.getFirst());
        } else {
            context.opening().open(paths);
        }
    }

    /// Takes what lies at the item's place now for the item.
    public void accept(String id) {
        relinker.accept(id);
    }

    /// What there is to say above the cards; set to nothing to put it away.
    ObjectProperty<Optional<Notice>> noticeProperty() {
        return relinker.noticeProperty();
    }

    /// Ticks a vector and shows it beside the others.
    public void compare(String id) {
        context.undo().act(Act.of("Tick " + name(id), state -> state.withTicked(id, true)));
        context.navigation().go(Navigation.COMPARE);
    }

    /// Looks whether the files are still there; told when the place or the window comes to the
    /// front.
    public void checkPresence() {
        presences.check();
        arranging.lookAtNorms();
        refresher.refreshUnknown();
    }

    /// Lets what lies on another machine be asked, and reads these items' headers anew.
    public void ask(List<FileItem> items) {
        new HubActs(context, refresher).ask(items, this::fillAnew);
    }

    private void change(String id, String words, UnaryOperator<FileItem> change) {
        context.undo().act(Act.of(words, state -> state.changing(id, change)));
    }

    private String name(String id) {
        return context.workspace().state().item(id).map(Item::name).orElse("");
    }

    private void changed(WorkspaceState before, WorkspaceState now) {
        if (!before.items().equals(now.items())) {
            refresher.follow(before, now);
            fill();
            checkPresence();
        } else if (!before.choices().equals(now.choices())) {
            choose(now);
        }
    }

    /// Also where what is chosen could not be read before.
    private void fillAnew() {
        selected.set(Optional.empty());
        fill();
        presences.check();
    }

    private void fill() {
        WorkspaceState state = state();
        List<Shelf> now = arranging.of(state, filter.get());
        shelves.setAll(now);
        List<CardData> shown = now.stream().flatMap(shelf -> shelf.cards().stream()).toList();
        selection.setOrder(shown.stream().map(CardData::id).toList());
        cards.setAll(shown);
        later.set(words(state));
        choose(state);
    }

    private static String words(WorkspaceState state) {
        String names =
                state.items().stream()
                        .filter(LaterItem.class::isInstance)
                        .map(item -> "“" + item.name() + "”")
                        .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : "Made by a newer version and kept as it is: " + names;
    }

    private void choose(WorkspaceState state) {
        Optional<FileItem> before = selected.get();
        Optional<FileItem> now = state.file(state.choice(Opener.SELECTED, ""));
        if (!before.map(FileItem::id).equals(now.map(FileItem::id))
                && now.filter(item -> !selection.isChosen(item.id())).isPresent()) {
            // It was chosen elsewhere: found, or just opened.
            selection.only(now.get().id());
        }
        selected.set(now);
    }
}
