using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Remembers a bounded number of endpoints, so that requests for them pay one comparison.</summary>
internal sealed class RememberedEndpoints
{
    private const int Slots = 1024;

    private readonly Endpoint?[] _slots = new Endpoint?[Slots];

    public bool Contains(Endpoint endpoint) => ReferenceEquals(_slots[SlotOf(endpoint)], endpoint);

    // Two that share a slot replace each other, and are looked at again.
    public void Add(Endpoint endpoint) => _slots[SlotOf(endpoint)] = endpoint;

    private static int SlotOf(Endpoint endpoint) => RuntimeHelpers.GetHashCode(endpoint) & (Slots - 1);
}
