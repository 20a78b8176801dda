package org.taskvectors.training.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;

/// What a text is recognised by: half of its SHA-256, since texts of the same shorter hash are
/// easily made.
///
/// @param high the first 64 bits
/// @param low the next
record TextHash(long high, long low) {
    /// Stands for a text that was not looked at.
    static final TextHash NONE = new TextHash(0, 0);

    /// Takes hashes; one thread's.
    static final class Taker {
        private final MessageDigest sum;

        Taker() {
            try {
                sum = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        /// Returns the hash of all words of a row.
        TextHash whole(RowWords words) {
            add(words.text());
            return taken();
        }

        /// Returns the hash of what a row asks, which is all words but its answers.
        TextHash asked(RowWords words) {
            return asked(words, false);
        }

        /// Returns the hash of what a row asks, whatever blanks are in it and however its letters
        /// are composed.
        TextHash askedAlike(RowWords words) {
            return asked(words, true);
        }

        private TextHash asked(RowWords words, boolean isAlike) {
            int from = 0;
            for (RowWords.Span answer : words.answers()) {
                part(words.text().substring(from, answer.start()), isAlike);
                from = answer.end();
            }
            part(words.text().substring(from), isAlike);
            return taken();
        }

        private void part(String text, boolean isAlike) {
            add(isAlike ? alike(text) : text);
            // No text has this byte in UTF-8.
            sum.update((byte) 0xFF);
        }

        private void add(String text) {
            sum.update(text.getBytes(StandardCharsets.UTF_8));
        }

        private TextHash taken() {
            ByteBuffer bytes = ByteBuffer.wrap(sum.digest());
            return new TextHash(bytes.getLong(), bytes.getLong());
        }
    }

    /// Returns a text in Unicode's composed form, with one space for blanks within it and none at
    /// its ends; capital letters stay.
    static String alike(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        StringBuilder alike = new StringBuilder(composed.length());
        boolean isApart = false;
        for (int i = 0; i < composed.length(); i++) {
            char letter = composed.charAt(i);
            if (Character.isWhitespace(letter) || Character.isSpaceChar(letter)) {
                isApart = !alike.isEmpty();
                continue;
            }
            if (isApart) {
                alike.append(' ');
                isApart = false;
            }
            alike.append(letter);
        }
        return alike.toString();
    }
}
