using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi;

/// <summary>An entry of a store of keys (<see cref="IJwtKeyStore"/>).</summary>
public sealed record StoredKey
{
    /// <summary>Initializes a new instance.</summary>
    /// <param name="id">The id of the entry in its group.</param>
    /// <param name="value">The encrypted text.</param>
    /// <exception cref="ArgumentException"><paramref name="id"/> is empty.</exception>
    public StoredKey(string id, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(value);
        (Id, Value) = (id, value);
    }

    /// <summary>Gets the id of the entry in its group.</summary>
    public string Id { get; }

    /// <summary>Gets the encrypted text.</summary>
    [JsonIgnore]
    public string Value { get; }

    /// <summary>Returns the id, without the text.</summary>
    /// <returns>The id.</returns>
    public override string ToString() => $"{nameof(StoredKey)} {{ {nameof(Id)} = {Id} }}";
}
