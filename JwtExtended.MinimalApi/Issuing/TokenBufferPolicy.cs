using Microsoft.Extensions.ObjectPool;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>Creates buffers for the pool, and decides which ones it keeps.</summary>
internal sealed class TokenBufferPolicy : PooledObjectPolicy<TokenBuffer>
{
    public override TokenBuffer Create() => new();

    public override bool Return(TokenBuffer obj) => obj.TryReset();
}
