using JwtExtended.MinimalApi.Validation;

namespace JwtExtended.MinimalApi.Tests.Validation;

/// <summary>Texts are compared completely, and hashed by the end of their signatures.</summary>
public sealed class SignatureTailComparerTests
{
    [Test]
    public void Texts_hash_by_their_signatures()
    {
        var comparer = SignatureTailComparer.Instance;

        comparer.GetHashCode("aaaa.0123456789abcdef").Should().Be(comparer.GetHashCode("bbbb.0123456789abcdef"));
        comparer.Equals("aaaa.0123456789abcdef", "bbbb.0123456789abcdef").Should().BeFalse();
        Enumerable.Range(0, 16).Select(i => comparer.GetHashCode(new string('0', i) + "1" + new string('0', 15 - i)))
            .Should().OnlyHaveUniqueItems();
    }

    [TestCase("0123456789abcdef")]
    [TestCase("x0123456789abcdef")]
    [TestCase("0123456789abcde")]
    [TestCase("")]
    public void A_text_and_its_span_are_the_same_to_the_comparer(string text)
    {
        var comparer = SignatureTailComparer.Instance;

        comparer.GetHashCode(text.AsSpan()).Should().Be(comparer.GetHashCode(text));
        comparer.Equals(text.AsSpan(), text).Should().BeTrue();
        comparer.Equals(text.AsSpan(), text + "x").Should().BeFalse();
        comparer.Create(text.AsSpan()).Should().Be(text);
    }

    [Test]
    public void Signatures_that_differ_in_any_way_hash_apart()
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var texts = Enumerable.Range(0, 16)
            .SelectMany(i => alphabet.Skip(1).Select(c => new string('A', i) + c + new string('A', 15 - i)))
            .ToList();

        texts.Select(SignatureTailComparer.Instance.GetHashCode).Distinct().Should().HaveCountGreaterThan(texts.Count - 3);
    }
}
