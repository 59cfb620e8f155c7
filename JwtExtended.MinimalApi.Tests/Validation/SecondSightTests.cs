using JwtExtended.MinimalApi.Validation;

namespace JwtExtended.MinimalApi.Tests.Validation;

public sealed class SecondSightTests
{
    [Test]
    public void A_text_counts_from_its_second_sight_on()
    {
        var seen = new SecondSight();

        const string text = "header.payload.the-signature-of-one";

        new[] { seen.Note(text), seen.Note(text), seen.Note(text) }.Should().Equal(false, true, true);
        seen.Note("header.payload.signature-of-another").Should().BeFalse();
    }

    [Test]
    public void Many_texts_are_told_apart_and_most_are_remembered()
    {
        var seen = new SecondSight();
        var texts = Enumerable.Range(0, 2000).Select(static i => $"header.payload.signature-{i:D16}").ToList();

        texts.Count(text => seen.Note(text)).Should().BeLessThan(5, "two texts rarely have one fingerprint");
        texts.Count(text => seen.Note(text)).Should().BeGreaterThan(1600, "they have slots of their own, nearly all of them");
    }
}
