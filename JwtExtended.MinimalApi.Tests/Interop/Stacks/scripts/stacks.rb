# Verifies and signs tokens with the JWT libraries of Debian for Ruby: reads one JSON document, prints the results of each library.
require 'json'
require 'json/jwt'
require 'jwt'

REQUEST = JSON.parse($stdin.read)
KEYS = REQUEST['keys']

def key_of(alg, kind)
  key = KEYS[alg]
  key['secret'] ? key['secret'].unpack1('m0') : OpenSSL::PKey.read(key[kind])
end

STACKS = [
  {
    stack: 'ruby-jwt', version: JWT::VERSION::STRING, checks: %w[exp iss aud], sets: true, algorithms: /./,
    verify: lambda do |one|
      # The algorithm of the refresh tokens is accepted as well: no test may pass because of a list of algorithms.
      options = { algorithms: [one['alg'], 'HS256'].uniq, iss: REQUEST['issuer'], verify_iss: true }
      options.merge!(aud: REQUEST['audience'], verify_aud: true) if one['aud']
      options[:jwks] = REQUEST['jwks'] if one['set']
      JWT.decode(one['token'], one['set'] ? nil : key_of(one['alg'], 'pem'), true, options).first
    end,
    sign: ->(one) { JWT.encode(one['payload'], key_of(one['alg'], 'pkcs8'), one['alg'], one['header']) }
  },
  {
    stack: 'json-jwt', version: Gem::Specification.find_by_name('json-jwt').version.to_s,
    checks: [], sets: true, algorithms: /./,
    verify: lambda do |one|
      JSON::JWT.decode(one['token'], one['set'] ? JSON::JWK::Set.new(REQUEST['jwks']) : key_of(one['alg'], 'pem'))
    end,
    sign: lambda do |one|
      token = JSON::JWT.new(one['payload'])
      one['header'].each { |name, value| token.header[name.to_sym] = value }
      token.sign(key_of(one['alg'], 'pkcs8'), one['alg'].to_sym).to_s
    end
  }
].freeze

def run(stack, kind)
  known = REQUEST[kind].select { |one| one['alg'].match?(stack[:algorithms]) && !(one['set'] && !stack[:sets]) }
  known.to_h do |one|
    result = stack[kind.to_sym].call(one)
    [one['id'], kind == 'sign' ? { token: result } : { sub: result['sub'] }]
  rescue StandardError => e
    [one['id'], { error: "#{e.class}: #{e.message}" }]
  end
end

puts(JSON.generate(STACKS.map do |stack|
  stack.slice(:stack, :version, :checks).merge(verified: run(stack, 'verify'), signed: run(stack, 'sign'))
end))
