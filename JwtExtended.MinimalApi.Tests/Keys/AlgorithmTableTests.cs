using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JwtExtended.MinimalApi.Keys;

namespace JwtExtended.MinimalApi.Tests.Keys;

/// <summary>The rows of the algorithms: complete, and true to the names of RFC 7518, section 3.1.</summary>
public sealed class AlgorithmTableTests
{
    [Test]
    public void Every_name_is_that_of_one_algorithm([Values] JwtAlgorithm algorithm)
    {
        var row = AlgorithmTable.Rows.Should().ContainSingle(row => row.Algorithm == algorithm).Which;

        row.Name.Should().Be(algorithm.ToString());
        Encoding.UTF8.GetString(row.Utf8Name).Should().Be(row.Name);
        AlgorithmTable.FindByName(row.Name).Should().BeSameAs(row);
        AlgorithmTable.Find(algorithm).Should().BeSameAs(row);
        AlgorithmTable.Get(algorithm).Should().BeSameAs(row);
    }

    [Test]
    public void There_are_as_many_rows_as_algorithms() => AlgorithmTable.Rows.Should().HaveCount(Enum.GetValues<JwtAlgorithm>().Length);

    [TestCase("hs256")]
    [TestCase("none")]
    [TestCase("0")]
    [TestCase("")]
    public void Another_name_is_none(string name) => AlgorithmTable.FindByName(name).Should().BeNull();

    [TestCase(-1)]
    [TestCase(12)]
    [TestCase(int.MinValue)]
    [TestCase(int.MaxValue)]
    public void A_value_that_is_not_a_member_has_no_row(int value)
    {
        AlgorithmTable.Find((JwtAlgorithm)value).Should().BeNull();
        FluentActions.Invoking(() => AlgorithmTable.Get((JwtAlgorithm)value)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void An_algorithm_without_a_row_is_found([Values] JwtAlgorithm algorithm) =>
        FluentActions.Invoking(() => AlgorithmTable.CreateIndex(AlgorithmTable.Rows.RemoveAll(row => row.Algorithm == algorithm)))
            .Should().Throw<InvalidOperationException>().WithMessage($"*has 0 rows for {algorithm}; it needs exactly one.");

    [Test]
    public void An_algorithm_with_two_rows_is_found([Values] JwtAlgorithm algorithm) =>
        FluentActions.Invoking(() => AlgorithmTable.CreateIndex(AlgorithmTable.Rows.Add(AlgorithmTable.Get(algorithm))))
            .Should().Throw<InvalidOperationException>().WithMessage($"*has 2 rows for {algorithm}; it needs exactly one.");

    [Test]
    public void The_index_does_not_depend_on_the_order_of_the_rows() =>
        AlgorithmTable.CreateIndex([.. AlgorithmTable.Rows.Reverse()]).Should().Equal(AlgorithmTable.Rows);

    [Test]
    public void The_hash_is_the_number_in_the_name([Values] JwtAlgorithm algorithm)
    {
        var row = AlgorithmTable.Get(algorithm);

        row.Hash.Bits.ToString(CultureInfo.InvariantCulture).Should().Be(row.Name[2..]);
        row.Hash.Bytes.Should().Be(row.Hash.Bits / 8);
        row.Hash.Name.Should().Be(new HashAlgorithmName($"SHA{row.Name[2..]}"));
    }

    [TestCase("HS", nameof(AlgorithmFamily.Hmac), "oct")]
    [TestCase("RS", nameof(AlgorithmFamily.Rsa), "RSA")]
    [TestCase("PS", nameof(AlgorithmFamily.RsaPss), "RSA")]
    [TestCase("ES", nameof(AlgorithmFamily.Ecdsa), "EC")]
    public void The_family_is_the_prefix_of_the_name(string prefix, string familyName, string keyType)
    {
        var family = Enum.Parse<AlgorithmFamily>(familyName);
        var rows = AlgorithmTable.Rows.Where(row => row.Name.StartsWith(prefix, StringComparison.Ordinal)).ToList();

        rows.Should().HaveCount(3).And.OnlyContain(row => row.Family == family && row.KeyType == keyType);
        AlgorithmTable.NamesOf(family).Should().Be($"{prefix}256, {prefix}384, {prefix}512");
    }

    [Test]
    public void Only_ecdsa_has_curves_and_only_hmac_has_no_implementation([Values] JwtAlgorithm algorithm)
    {
        var row = AlgorithmTable.Get(algorithm);

        (row.Curve is not null).Should().Be(row.Family == AlgorithmFamily.Ecdsa);
        (row.Implementation is null).Should().Be(row.Family == AlgorithmFamily.Hmac);
    }

    [TestCase(JwtAlgorithm.HS384, 384, "openssl rand -base64 48")]
    [TestCase(JwtAlgorithm.RS512, 2048, "openssl genrsa 3072")]
    [TestCase(JwtAlgorithm.PS256, 2048, "openssl genrsa 3072")]
    [TestCase(JwtAlgorithm.ES512, 521, "openssl ecparam -name secp521r1 -genkey -noout")]
    public void An_algorithm_has_a_smallest_key_and_a_command_that_creates_one(JwtAlgorithm algorithm, int bits, string command)
    {
        var row = AlgorithmTable.Get(algorithm);

        (row.MinKeyBits, row.CreateKeyCommand).Should().Be((bits, command));
    }

    [Test]
    public void A_family_without_a_key_type_is_found() =>
        AlgorithmTable.Rows[0].Invoking(row => (row with { Family = (AlgorithmFamily)99 }).KeyType)
            .Should().Throw<System.Diagnostics.UnreachableException>();
}
