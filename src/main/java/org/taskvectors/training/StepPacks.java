package org.taskvectors.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.taskvectors.inference.gradient.Pack;
import org.taskvectors.training.data.TrainingText;

/// The texts of one step, cut into packs that are read at once: short ones first, so that the texts
/// of a pack have about one length and little is padded where a device pads inside attention.
///
/// @param packs in the order in which they are read
/// @param tokens of all texts
/// @param answers how many tokens are learned
/// @param rows the texts' rows in the file, from 0, in the order in which they were drawn
record StepPacks(List<Pack> packs, int tokens, int answers, List<Integer> rows) {
    /// A pack has about so many tokens at most; a text that is longer is a pack of its own.
    static final int TOKENS = 2048;

    StepPacks {
        packs = List.copyOf(packs);
        rows = List.copyOf(rows);
    }

    /// @param texts of the step
    /// @param batch the most texts of a pack
    static StepPacks of(List<TrainingText> texts, int batch) {
        List<TrainingText> sorted = new ArrayList<>(texts);
        // A stable sort: equal lengths stay in the order in which they were drawn.
        sorted.sort(Comparator.comparingInt(TrainingText::length));
        List<Pack> packs = new ArrayList<>();
        List<TrainingText> open = new ArrayList<>();
        int tokens = 0;
        for (TrainingText text : sorted) {
            if (!open.isEmpty() && (open.size() == batch || tokens + text.length() > TOKENS)) {
                packs.add(pack(open));
                open.clear();
                tokens = 0;
            }
            open.add(text);
            tokens += text.length();
        }
        packs.add(pack(open));
        return new StepPacks(
                packs,
                packs.stream().mapToInt(Pack::tokens).sum(),
                packs.stream().mapToInt(Pack::answers).sum(),
                texts.stream().map(TrainingText::row).toList());
    }

    private static Pack pack(List<TrainingText> texts) {
        return new Pack(
                texts.stream().map(TrainingText::tokens).toList(),
                texts.stream().map(TrainingText::learned).toList());
    }
}
