namespace JwtExtended.MinimalApi.Tests.Vectors;

/// <summary>Every vector of project Wycheproof for JWS, JWK, and both with JWE.</summary>
public sealed class WycheproofTests
{
    private static IEnumerable<TestCaseData> Cases =>
        from file in WycheproofFile.All
        from vector in file.Vectors
        select new TestCaseData(file, vector).SetArgDisplayNames($"{file.Title} {vector}");

    [TestCaseSource(nameof(Cases))]
    public void A_vector_is_accepted_or_refused_as_it_must_be(object file, object vector)
    {
        var (expected, reason) = ((WycheproofFile)file).Expected((Vector)vector);

        WycheproofFile.IsAccepted((Vector)vector).Should().Be(expected, reason);
    }

    [TestCase("json_web_signature_test.json", 401)]
    [TestCase("json_web_key_test.json", 26)]
    [TestCase("json_web_crypto_test.json", 83)]
    public void A_file_has_all_its_vectors_and_every_listed_exception_contradicts_it(string name, int count)
    {
        var file = WycheproofFile.All.Single(one => one.Name == name);

        var valid = file.Vectors.ToDictionary(vector => vector.Id, vector => vector.IsValid);

        valid.Should().HaveCount(count);
        file.Exceptions.Should().AllSatisfy(exception => valid[exception.Key].Should().Be(!exception.Value.Accept));
    }
}
