using JwtExtended.MinimalApi.Diagnostics;

namespace JwtExtended.MinimalApi.Tests.Diagnostics;

/// <summary>What text from a client may bring into a log.</summary>
public sealed class LogSanitizerTests
{
    [TestCase("")]
    [TestCase("alice@example.com")]
    [TestCase("Zoë Müller 李雷 <b>'\"\\")]
    public void Printable_text_is_kept(string text) => LogSanitizer.Sanitize(text).Should().Be(text);

    [TestCase(63, 63)]
    [TestCase(64, 64)]
    [TestCase(65, 64)]
    [TestCase(100_000, 64)]
    public void Text_is_bounded_to_64_characters(int length, int expected) =>
        LogSanitizer.Sanitize(new string('x', length)).Should().Be(new string('x', expected));

    [TestCase('\0', Description = "control")]
    [TestCase('\t', Description = "control")]
    [TestCase('\r', Description = "control: a new line forges an entry")]
    [TestCase('\n', Description = "control: a new line forges an entry")]
    [TestCase('\u001b', Description = "control: an escape sequence of terminals")]
    [TestCase('\u0085', Description = "control: next line")]
    [TestCase('\u200b', Description = "format: zero width space")]
    [TestCase('\u202e', Description = "format: right-to-left override")]
    [TestCase('\ufeff', Description = "format: byte order mark")]
    [TestCase('\u2028', Description = "line separator")]
    [TestCase('\u2029', Description = "paragraph separator")]
    public void Characters_that_could_forge_a_line_are_replaced(char c) => LogSanitizer.Sanitize($"a{c}b").Should().Be("a?b");

    // As numbers: an attribute holds UTF-8, which has no lone surrogates.
    [TestCase(0xD83D)]
    [TestCase(0xDE00)]
    public void A_lone_surrogate_is_replaced(int surrogate) => LogSanitizer.Sanitize($"a{(char)surrogate}b").Should().Be("a?b");

    [Test]
    public void A_pair_of_surrogates_is_replaced_also_where_the_limit_splits_it()
    {
        LogSanitizer.Sanitize("a😀b").Should().Be("a??b");
        LogSanitizer.Sanitize(new string('x', 63) + "😀").Should().Be(new string('x', 63) + "?");
    }
}
