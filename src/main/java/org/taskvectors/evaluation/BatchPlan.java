package org.taskvectors.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.taskvectors.inference.TokenTrie;

/// Cuts questions into batches that are read in one piece: short ones first, so that texts of a
/// batch have about one length, and about so many tokens that a product of them is worth it.
///
/// @param batches for each batch its questions
/// @param tokens for each batch how many tokens are read, what texts share once
record BatchPlan(List<List<ChoiceQuestion>> batches, List<Integer> tokens) {
    static BatchPlan of(List<ChoiceQuestion> questions, int budget) {
        List<ChoiceQuestion> sorted =
                questions.stream()
                        .sorted(
                                Comparator.comparingInt(ChoiceQuestion::longest)
                                        .thenComparingInt(ChoiceQuestion::row))
                        .toList();
        List<List<ChoiceQuestion>> batches = new ArrayList<>();
        List<Integer> tokens = new ArrayList<>();
        List<ChoiceQuestion> batch = new ArrayList<>();
        TokenTrie trie = new TokenTrie();
        for (ChoiceQuestion question : sorted) {
            if (!batch.isEmpty() && trie.size() + fresh(trie, question) > budget) {
                batches.add(List.copyOf(batch));
                tokens.add(trie.size());
                batch.clear();
                trie = new TokenTrie();
            }
            batch.add(question);
            question.texts().forEach(trie::add);
        }
        if (!batch.isEmpty()) {
            batches.add(List.copyOf(batch));
            tokens.add(trie.size());
        }
        return new BatchPlan(List.copyOf(batches), List.copyOf(tokens));
    }

    /// Returns at most how many tokens a question would add.
    private static int fresh(TokenTrie trie, ChoiceQuestion question) {
        int first = trie.fresh(question.texts().getFirst());
        return first
                + IntStream.range(1, question.texts().size())
                        .map(i -> question.wanted().get(i))
                        .sum();
    }
}
