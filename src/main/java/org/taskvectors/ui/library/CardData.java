package org.taskvectors.ui.library;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Quantities;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.checkpoint.Dictionaries;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.file.FarFiles;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.workspace.AdapterFacts;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Pairing;
import org.taskvectors.workspace.Presence;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// What a card says.
///
/// @param id the item's
/// @param title its name
/// @param role what it is for
/// @param about `Llama · 8.03 B · bfloat16`, or what it belongs to
/// @param size `16.1 GB · folder of 4 shards`, `9.5 MB · Hugging Face folder`
/// @param layers `32 layers`, `4.5 bits per weight`; empty where there is nothing to say
/// @param path where it lies
/// @param state how it stands with its files
/// @param warning what is to be known before its numbers are used; empty mostly
/// @param asksAlpha whether a person has to say its scale
/// @param rank the rank that its alpha is divided by, where it is asked for
/// @param alpha the alpha that a person said; empty where nobody was asked or nobody answered
/// @param rankStabilised whether that person said that it is rsLoRA
/// @param adapters the adapters of its file, where a person has to say which is meant; else empty
/// @param adapter the one that was said; empty where none was
/// @param dictionaries the dictionaries of its file that could be meant, where there are several
/// @param under the key of the one that a person said; empty where nobody did
/// @param norm `‖τ‖ 3.214`, where the cards are sorted by it and it is known
public record CardData(
        String id,
        String title,
        Role role,
        String about,
        String size,
        String layers,
        String path,
        State state,
        String warning,
        boolean asksAlpha,
        String rank,
        String alpha,
        boolean rankStabilised,
        List<String> adapters,
        String adapter,
        Optional<Dictionaries> dictionaries,
        String under,
        String norm) {
    private static final String BETWEEN = " · ";
    private static final int MOST_DTYPES = 2;

    /// How an item stands with its files.
    public enum State {
        THERE,
        /// Nothing is at its place.
        GONE,
        /// What is at its place cannot be opened.
        UNREADABLE,
        /// Another content is at its place.
        OTHER,
        /// It is on a hub that nobody has asked since the program started.
        RESTING;

        static State of(FileItem item, Optional<Presence> presence) {
            if (HubActs.isResting(item)) {
                return RESTING;
            }
            return switch (presence.orElse(null)) {
                case null -> THERE;
                case Presence.There _ -> THERE;
                case Presence.Gone _ -> GONE;
                case Presence.Unreadable _ -> UNREADABLE;
                case Presence.Other _ -> OTHER;
            };
        }
    }

    static CardData of(FileItem item, WorkspaceState state, Optional<Presence> presence) {
        Optional<Facts> facts = item.facts();
        Optional<AdapterFacts> adapter = facts.flatMap(Facts::adapter);
        return new CardData(
                item.id(),
                item.name(),
                item.role(),
                facts.map(known -> about(item, known, state)).orElse(""),
                facts.map(known -> size(item, known)).orElse(""),
                facts.map(CardData::layers).orElse(""),
                HomePath.of(item.path()),
                State.of(item, presence),
                HubActs.isResting(item) ? "" : warning(presence, facts),
                adapter.filter(AdapterFacts::asksAlpha).isPresent()
                        || item.said().scale().isPresent(),
                adapter.map(AdapterFacts::rank).orElse(""),
                item.said().scale().map(CardData::alpha).orElse(""),
                item.said().scale().isPresent()
                        && item.said().scale().get() instanceof LoraScale.Alpha alpha
                        && alpha.rankStabilised(),
                adapter.map(AdapterFacts::adapters).orElse(List.of()),
                item.said().adapter().orElse(""),
                facts.flatMap(Facts::dictionaries),
                item.said().under().orElse(""),
                "");
    }

    /// The same with ‖τ‖ over all tensors.
    ///
    /// @param value NaN where it is not to be shown
    CardData withNorm(double value) {
        return Double.isNaN(value)
                ? this
                : new CardData(
                        id,
                        title,
                        role,
                        about,
                        size,
                        layers,
                        path,
                        state,
                        warning,
                        asksAlpha,
                        rank,
                        alpha,
                        rankStabilised,
                        adapters,
                        adapter,
                        dictionaries,
                        under,
                        "‖τ‖ " + VectorMetric.L2_NORM.quantity().say(value));
    }

    /// Whether its files can be read.
    public boolean isThere() {
        return state == State.THERE;
    }

    /// What is wrong with its files; empty where nothing is.
    public String trouble() {
        return switch (state) {
            case THERE -> "";
            case GONE -> "moved or deleted";
            case UNREADABLE -> "cannot be opened";
            case OTHER -> "another content";
            case RESTING -> "not asked yet";
        };
    }

    private static String warning(Optional<Presence> presence, Optional<Facts> facts) {
        if (presence.isPresent() && presence.get() instanceof Presence.Unreadable unreadable) {
            return unreadable.reason();
        }
        if (presence.isPresent() && presence.get() instanceof Presence.Other) {
            return "what lies at this place now is not what it was when it was opened";
        }
        return facts.map(CardData::incomplete).orElse("");
    }

    /// What a vector lacks of its change.
    private static String incomplete(Facts facts) {
        return facts.partial().isEmpty()
                ? facts.adapter().map(known -> String.join("; ", known.incomplete())).orElse("")
                : "partial: " + facts.partial();
    }

    private static String about(FileItem item, Facts facts, WorkspaceState state) {
        String dtypes = dtypes(facts);
        Optional<String> base = item.base().flatMap(state::file).map(FileItem::name);
        if (facts.adapter().isPresent()) {
            return joined(facts.adapter().get().kind(), on(item, base, facts, state), dtypes);
        }
        if (item.role() == Role.VECTOR && !facts.of().isEmpty()) {
            return joined("of " + facts.of(), on(item, base, facts, state), dtypes);
        }
        String model = joined(facts.architecture(), Amounts.parameters(facts.parameters()), dtypes);
        return item.role() == Role.BASE
                ? model
                : base.map(name -> joined("on " + name, dtypes)).orElse(model);
    }

    /// Its base: the item that it is paired with, else the one that it names, and why that is not
    /// taken.
    private static String on(
            FileItem item, Optional<String> base, Facts facts, WorkspaceState state) {
        if (base.isPresent() || facts.namedBase().isBlank()) {
            return base.map(name -> "on " + name).orElse("");
        }
        String named = "says it was made from " + lastPart(facts.namedBase());
        return Pairing.namesakeOf(item, state).isPresent()
                ? named + ", which has other tensors here"
                : named + ", not in the library";
    }

    private static String dtypes(Facts facts) {
        List<String> all = facts.dtypes();
        String first = all.stream().limit(MOST_DTYPES).collect(Collectors.joining(", "));
        return all.size() > MOST_DTYPES ? first + " +" + (all.size() - MOST_DTYPES) : first;
    }

    private static String size(FileItem item, Facts facts) {
        return FarFiles.isFar(item.path())
                ? joined(Amounts.bytes(facts.bytes()), "on the hub")
                : size(facts);
    }

    private static String size(Facts facts) {
        String bytes = Amounts.bytes(facts.bytes());
        // A card is narrow: shards that belong together are a folder, bits per weight need the
        // room of a word, and the browser says in full that factors have no configuration.
        if (facts.files() > 1) {
            String shards = facts.files() + " shards";
            return facts.format().endsWith("folder")
                    ? joined(bytes, "folder of " + shards)
                    : joined(bytes, shards, facts.format());
        }
        if (facts.isQuantized() && facts.format().endsWith("folder")) {
            return joined(bytes, "folder");
        }
        return joined(bytes, facts.format().replace(" without a configuration", ""));
    }

    private static String layers(Facts facts) {
        List<String> parts = new ArrayList<>();
        if (facts.isQuantized()) {
            parts.add(Quantities.BITS_PER_WEIGHT.say(facts.bitsPerWeight()) + " bits per weight");
        } else if (facts.layers() > 0) {
            parts.add(facts.layers() + (facts.layers() == 1 ? " layer" : " layers"));
        }
        return String.join(BETWEEN, parts);
    }

    private static String lastPart(String name) {
        String trimmed = name.replaceAll("[/\\\\]+$", "");
        return trimmed.substring(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\')) + 1);
    }

    private static String alpha(LoraScale scale) {
        double alpha =
                switch (scale) {
                    case LoraScale.Alpha said -> said.alpha();
                    case LoraScale.Factor factor -> factor.value();
                };
        return alpha == Math.rint(alpha) ? String.valueOf((long) alpha) : String.valueOf(alpha);
    }

    private static String joined(String... parts) {
        return Stream.of(parts)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(BETWEEN));
    }
}
