using Microsoft.Extensions.ObjectPool;

namespace JwtExtended.MinimalApi.Issuing;

internal sealed class TokenBufferPolicy : PooledObjectPolicy<TokenBuffer>
{
    public override TokenBuffer Create() => new();

    public override bool Return(TokenBuffer obj) => obj.TryReset();
}
