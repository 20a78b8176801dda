package org.taskvectors.training.data;

import java.util.List;
import java.util.Map;

/// What a person should know of a training's rows.
///
/// @param name of the file of rows
/// @param fingerprint SHA-256 of that file's bytes, in hexadecimal
/// @param wording names whose words the rows are put in: `sst2, the model's own words`
/// @param available how many rows the file has
/// @param trained how many texts are trained on; a row is one, unless it is a long text without
///   prompt, which is cut into several
/// @param heldOut how many rows are held out
/// @param heldOutName the file that held-out rows come from; that of `name` where they were split
///   off
/// @param heldOutFingerprint SHA-256 of that file's bytes
/// @param classes how many texts each class of answer has, in the template's order; empty where
///   rows have answers of their own
/// @param heldOutClasses the same of the held-out rows
/// @param cut how many of the texts lost the beginning of their prompt
/// @param tooLong how many rows of the training file were left out because they are too long, among
///   those that were drawn to be trained on or held out
/// @param unread how many rows of the training file were left out because they are no examples
/// @param doubled how many texts stand in the training rows a second time or more, word for word
/// @param leaked how many training rows ask what a held-out one asks, but for blanks; they are left
///   out
/// @param contradicting how many texts stand there with another answer too
/// @param longest tokens of the longest text
/// @param median tokens of the median text, the shorter of two
/// @param tokens of all texts
/// @param answers how many of these are answers
/// @param notes what a person should know beyond that, a sentence each, without its full stop
public record DataFacts(
        String name,
        String fingerprint,
        String wording,
        int available,
        int trained,
        int heldOut,
        String heldOutName,
        String heldOutFingerprint,
        Map<String, Integer> classes,
        Map<String, Integer> heldOutClasses,
        int cut,
        int tooLong,
        int unread,
        int doubled,
        int leaked,
        int contradicting,
        int longest,
        int median,
        long tokens,
        long answers,
        List<String> notes) {
    public DataFacts {
        classes = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(classes));
        heldOutClasses =
                java.util.Collections.unmodifiableMap(
                        new java.util.LinkedHashMap<>(heldOutClasses));
        notes = List.copyOf(notes);
    }
}
